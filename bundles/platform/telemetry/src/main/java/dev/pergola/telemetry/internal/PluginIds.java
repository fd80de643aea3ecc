package dev.pergola.telemetry.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The ids of the plugins that are installed. An id may have dots, and so may what hangs below a plugin's logger: only
 * with the ids at hand can one tell where the one ends and the other begins.
 */
final class PluginIds {
    private static final String PLUGIN = "pergola.plugin";

    private final BundleContext context;
    private final Map<Long, Set<String>> byBundle = new ConcurrentHashMap<>();
    private final SynchronousBundleListener listener = this::changed;
    private volatile Set<String> ids = Set.of();

    PluginIds(BundleContext context) {
        this.context = context;
        context.addBundleListener(listener);
        for (Bundle bundle : context.getBundles()) read(bundle);
    }

    void close() {
        context.removeBundleListener(listener);
    }

    private void changed(BundleEvent event) {
        switch (event.getType()) {
            case BundleEvent.INSTALLED, BundleEvent.UPDATED -> read(event.getBundle());
            case BundleEvent.UNINSTALLED -> {
                byBundle.remove(event.getBundle().getBundleId());
                collect();
            }
            default -> {
                // Its id does not change with its state.
            }
        }
    }

    private void read(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        List<BundleCapability> capabilities = revision == null ? List.of() : revision.getDeclaredCapabilities(PLUGIN);
        Set<String> found = capabilities.stream()
                .map(capability -> capability.getAttributes().get("id"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.toSet());
        if (found.isEmpty()) return;
        byBundle.put(bundle.getBundleId(), found);
        collect();
    }

    private void collect() {
        ids = byBundle.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    }

    /** The longest id that a logger's path begins with, up to its end or a dot. */
    Optional<String> owner(String path) {
        Set<String> known = ids;
        for (@Nullable String id = path; id != null; id = parent(id)) if (known.contains(id)) return Optional.of(id);
        return Optional.empty();
    }

    private static @Nullable String parent(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? null : path.substring(0, dot);
    }
}
