package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts what should run as soon as what it needs is there. Plugins that need each other in a circle start when the
 * circle is complete: OSGi can wire them, so there is no reason to refuse them.
 */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private final Registry registry;
    private final Families families;
    private final Prospects prospects;
    private final Deployments deployments;
    private final Holds holds;
    private final BooleanSupplier stopping;

    Waiting(
            Registry registry,
            Families families,
            Prospects prospects,
            Deployments deployments,
            Holds holds,
            BooleanSupplier stopping) {
        this.registry = registry;
        this.families = families;
        this.prospects = prospects;
        this.deployments = deployments;
        this.holds = holds;
        this.stopping = stopping;
    }

    /** Starts all that can be started now, providers before those who need them; says of the rest what they lack. */
    void wake(String actor) {
        Set<Descriptor> tried = new LinkedHashSet<>();
        while (true) {
            List<Managed> waiting = registry.all().stream()
                    .filter(this::waits)
                    .filter(m -> !tried.contains(m.descriptor()))
                    .toList();
            if (waiting.isEmpty() || stopping.getAsBoolean()) return;
            Availability now = prospects.availability(Set.of(), List.of());
            List<Managed> ready = waiting.stream()
                    .filter(m -> now.missing(m.descriptor()).isEmpty())
                    .toList();
            if (ready.isEmpty()) {
                List<Descriptor> circle = List.copyOf(Availability.startable(
                        now, waiting.stream().map(Managed::descriptor).toList()));
                if (circle.isEmpty()) {
                    waiting.forEach(m -> explain(m, now));
                    return;
                }
                ready = waiting.stream()
                        .filter(m -> circle.contains(m.descriptor()))
                        .toList();
                startTogether(ready, actor);
            } else {
                for (Managed managed : ready) {
                    // A start that was given up is no trouble of the plugins that had not begun.
                    if (stopping.getAsBoolean()) return;
                    start(managed, actor);
                }
            }
            ready.forEach(m -> tried.add(m.descriptor()));
        }
    }

    /** What is held waits for a person, and for nothing that could come by itself. */
    private boolean waits(Managed managed) {
        return managed.waits() && !holds.holds(managed);
    }

    private void start(Managed managed, String actor) {
        families.exclusively(managed.id(), managed.descriptor().dependencies(), () -> {
            Optional<Managed> now =
                    registry.find(managed.id(), managed.descriptor().version());
            if (now.isEmpty() || !waits(now.get())) return false;
            DeploymentReport report = deployments.make(change(now.get(), actor), ChangeRecord.NOT_JOURNALED);
            if (report.outcome() == DeploymentReport.Outcome.DONE) {
                LOG.info(
                        "{} has what it needs: active after {} ms",
                        managed,
                        report.took().toMillis());
            } else if (!stopping.getAsBoolean()) {
                report.problems().forEach(p -> LOG.warn("{} did not start: {}. {}", managed, p.message(), p.remedy()));
            }
            return true;
        });
    }

    private void startTogether(List<Managed> circle, String actor) {
        Managed first = circle.get(0);
        List<PluginMetadata.PluginDependency> all = new ArrayList<>();
        circle.forEach(m -> {
            all.addAll(m.descriptor().dependencies());
            all.add(new PluginMetadata.PluginDependency(m.id(), new org.osgi.framework.VersionRange("0")));
        });
        families.exclusively(first.id(), all, () -> {
            List<Change> changes = circle.stream()
                    .flatMap(m -> registry.find(m.id(), m.descriptor().version()).stream())
                    .filter(this::waits)
                    .map(m -> change(m, actor))
                    .toList();
            if (!changes.isEmpty()) deployments.startCircle(changes);
            return true;
        });
    }

    private void explain(Managed managed, Availability now) {
        List<Problem> missing = now.missing(managed.descriptor());
        registry.put(managed.with(PluginState.LOADED, missing, Optional.empty()));
    }

    private static Change change(Managed managed, String actor) {
        return new Change(
                "start",
                managed.descriptor(),
                managed.installation().source(),
                Optional.empty(),
                managed.installation().current(),
                false,
                List.of(),
                actor);
    }
}
