package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.LibraryInfo;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Rewiring;
import dev.pergola.lifecycle.Rewiring.Dependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** What the outside sees of an entry. */
final class Views {
    private final Registry registry;
    private final Artifacts artifacts;
    private final BooleanSupplier permissionsEnforced;
    private final Function<Managed, List<Problem>> notes;

    /**
     * Views of what is in the registry.
     *
     * @param notes what is to be said of an entry besides its problems
     */
    Views(
            Registry registry,
            Artifacts artifacts,
            BooleanSupplier permissionsEnforced,
            Function<Managed, List<Problem>> notes) {
        this.registry = registry;
        this.artifacts = artifacts;
        this.permissionsEnforced = permissionsEnforced;
        this.notes = notes;
    }

    /** What is wrong with an entry, and what comes of that. */
    List<Problem> problems(Managed managed) {
        List<Problem> problems = new ArrayList<>(managed.problems());
        problems.addAll(notes.apply(managed));
        return List.copyOf(problems);
    }

    PluginInfo plugin(Managed managed) {
        return new PluginInfo(
                managed.descriptor().metadata().orElseThrow(),
                managed.state(),
                managed.installation().current(),
                managed.installation().enabled(),
                managed.installation().digest(),
                artifacts.path(managed.installation().digest()),
                managed.installation().source(),
                bundleId(managed),
                managed.installation().installedAt(),
                managed.since(),
                managed.installation().lastUsedAt(),
                problems(managed),
                dependents(managed),
                libraries(managed),
                permissionsEnforced.getAsBoolean());
    }

    LibraryInfo library(Managed managed) {
        return new LibraryInfo(
                managed.id(),
                managed.version(),
                managed.installation().digest(),
                managed.installation().source(),
                bundleId(managed),
                registry.dependents(managed).stream().map(Managed::id).toList());
    }

    /** Who would start anew with what takes the place of an entry: the same that {@link Deployments} moves. */
    Rewiring rewiring(Managed replaced) {
        List<Managed> dependents = registry.dependents(replaced);
        Set<Long> leaving = Stream.concat(Stream.of(replaced), dependents.stream())
                .flatMap(managed -> managed.live().stream())
                .map(live -> live.bundle().getBundleId())
                .collect(Collectors.toSet());
        return new Rewiring(
                leaving,
                dependents.stream()
                        .map(dependent -> new Dependent(
                                dependent.id(),
                                dependent.version(),
                                artifacts.path(dependent.installation().digest()),
                                dependent.installation().digest(),
                                bundleId(dependent)))
                        .toList());
    }

    private static long bundleId(Managed managed) {
        return managed.live().map(live -> live.bundle().getBundleId()).orElse(-1L);
    }

    /** Those that say so, running or not, and those that are wired to it. */
    private List<String> dependents(Managed managed) {
        return Stream.concat(
                        registry.all().stream()
                                .filter(Managed::isPlugin)
                                .filter(other -> other.descriptor().metadata().orElseThrow().dependencies().stream()
                                        .anyMatch(d -> d.plugin().equals(managed.id())
                                                && d.versions()
                                                        .includes(managed.descriptor()
                                                                .version())))
                                .map(Managed::id),
                        registry.dependents(managed).stream().map(Managed::id))
                .distinct()
                .sorted()
                .toList();
    }

    private List<String> libraries(Managed managed) {
        Optional<BundleWiring> wiring = managed.live().map(Managed.Live::bundle).map(b -> b.adapt(BundleWiring.class));
        if (wiring.isEmpty()) return List.of();
        return wiring.get().getRequiredWires(null).stream()
                .map(BundleWire::getProvider)
                .map(provider -> (Bundle) provider.getBundle())
                .distinct()
                .flatMap(bundle -> registry.of(bundle).stream())
                .filter(provider -> !provider.isPlugin())
                .map(Managed::toString)
                .toList();
    }
}
