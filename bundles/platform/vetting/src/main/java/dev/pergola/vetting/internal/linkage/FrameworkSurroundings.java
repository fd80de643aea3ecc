package dev.pergola.vetting.internal.linkage;

import dev.pergola.vetting.internal.code.ClassShape;
import dev.pergola.vetting.internal.code.PlatformClasses;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;

/** The bundles that are installed now. Their classes are read as resources, and kept for as long as they are there. */
final class FrameworkSurroundings implements Surroundings {
    private final BundleContext context;
    private final PlatformClasses platform;
    private final Scope java;
    /** By bundle and time of its last change; the shapes in it belong to that content and to no other. */
    private final Map<String, Scope> scopes = new ConcurrentHashMap<>();

    FrameworkSurroundings(BundleContext context, PlatformClasses platform) {
        this.context = context;
        this.platform = platform;
        this.java = new JavaScope(platform);
    }

    /** Forgets the classes of bundles that have gone or changed. */
    void refresh() {
        List<String> present = Arrays.stream(context.getBundles())
                .map(FrameworkSurroundings::key)
                .toList();
        scopes.keySet().retainAll(present);
    }

    /** The same as a bundle that runs sees it: what it is wired to comes first, whatever the framework would prefer now. */
    Surroundings seenBy(long bundleId) {
        @Nullable Bundle bundle = context.getBundle(bundleId);
        @Nullable BundleWiring wiring = bundle == null ? null : bundle.adapt(BundleWiring.class);
        return wiring == null ? this : new Wired(this, wiring);
    }

    @Override
    public List<Provider> exporters(String packageName) {
        List<Provider> providers = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            for (Provider provider : exports(bundle)) {
                if (provider.packageName().equals(packageName)) providers.add(provider);
            }
        }
        providers.sort(Provider.PREFERENCE);
        return providers;
    }

    @Override
    public List<Provider> exportedBy(String symbolicName) {
        List<Provider> providers = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (symbolicName.equals(bundle.getSymbolicName())) providers.addAll(exports(bundle));
        }
        providers.sort(Provider.PREFERENCE);
        return providers;
    }

    @Override
    public Scope java() {
        return java;
    }

    @Override
    public boolean isDelegated(String packageName) {
        @Nullable String delegated = context.getProperty(Constants.FRAMEWORK_BOOTDELEGATION);
        if (delegated == null) return false;
        return Arrays.stream(delegated.split(",", -1)).map(String::trim).anyMatch(pattern -> {
            if (pattern.equals("*")) return true;
            return pattern.endsWith(".*")
                    ? packageName.startsWith(pattern.substring(0, pattern.length() - 1))
                    : packageName.equals(pattern);
        });
    }

    private List<Provider> exports(Bundle bundle) {
        @Nullable BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) return List.of();
        List<Provider> providers = new ArrayList<>();
        boolean resolved = (bundle.getState() & (Bundle.INSTALLED | Bundle.UNINSTALLED)) == 0;
        for (BundleCapability exported : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
            Object name = exported.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
            Map<String, Object> attributes = new HashMap<>(exported.getAttributes());
            providers.add(new Provider(
                    String.valueOf(name),
                    attributes,
                    name(bundle),
                    resolved,
                    bundle.getBundleId(),
                    scopes.computeIfAbsent(key(bundle), key -> scope(bundle))));
        }
        return providers;
    }

    private static String name(Bundle bundle) {
        return bundle.getBundleId() == 0 ? "the platform" : bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    private static String key(Bundle bundle) {
        return bundle.getBundleId() + "@" + bundle.getLastModified();
    }

    private Scope scope(Bundle bundle) {
        return bundle.getBundleId() == 0 ? new KernelScope(platform, bundle) : new BundleScope(bundle, java);
    }

    /** The running Java. */
    private record JavaScope(PlatformClasses platform) implements Scope {
        @Override
        public Optional<Found> find(String internalName) {
            return platform.find(internalName).map(shape -> new Found(shape, this, "the JDK"));
        }
    }

    /** The framework's own class path, which has the packages that the launcher exports, and the running Java. */
    private static final class KernelScope extends Kept {
        private final PlatformClasses platform;
        private final Bundle framework;

        KernelScope(PlatformClasses platform, Bundle framework) {
            this.platform = platform;
            this.framework = framework;
        }

        @Override
        String provider() {
            return "the platform";
        }

        @Override
        Optional<ClassShape> read(String internalName) throws IOException {
            Optional<ClassShape> known = platform.find(internalName);
            if (known.isPresent()) return known;
            @Nullable ClassLoader kernel = framework.getClass().getClassLoader();
            return kernel == null ? Optional.empty() : shape(kernel.getResource(internalName + ".class"));
        }
    }

    /** A bundle. */
    private static final class BundleScope extends Kept {
        private final Bundle bundle;
        private final Scope java;

        BundleScope(Bundle bundle, Scope java) {
            this.bundle = bundle;
            this.java = java;
        }

        @Override
        String provider() {
            return name(bundle);
        }

        @Override
        Optional<ClassShape> read(String internalName) throws IOException {
            if (internalName.startsWith("java/")) return java.find(internalName).map(Found::shape);
            String path = internalName + ".class";
            // One that is not resolved must not become so because somebody looks.
            boolean wired = bundle.adapt(BundleWiring.class) != null;
            return shape(wired ? bundle.getResource(path) : bundle.getEntry(path));
        }
    }

    /** Remembers what it has found, and what it has not. */
    private abstract static class Kept implements Scope {
        private static final int MAX_KEPT = 20_000;
        private final Map<String, Optional<ClassShape>> kept = new ConcurrentHashMap<>();

        abstract String provider();

        abstract Optional<ClassShape> read(String internalName) throws IOException;

        @Override
        public Optional<Found> find(String internalName) {
            @Nullable Optional<ClassShape> known = kept.get(internalName);
            if (known == null) {
                known = tryRead(internalName);
                if (kept.size() < MAX_KEPT) kept.put(internalName, known);
            }
            return known.map(shape -> new Found(shape, this, provider()));
        }

        private Optional<ClassShape> tryRead(String internalName) {
            try {
                return read(internalName);
            } catch (IOException | RuntimeException e) {
                // A bundle that goes away, or whose class file nobody can read: it has no such class.
                return Optional.empty();
            }
        }

        static Optional<ClassShape> shape(@Nullable URL url) throws IOException {
            if (url == null) return Optional.empty();
            try (InputStream in = url.openStream()) {
                return Optional.of(ClassShape.of(in.readAllBytes()));
            }
        }
    }
}
