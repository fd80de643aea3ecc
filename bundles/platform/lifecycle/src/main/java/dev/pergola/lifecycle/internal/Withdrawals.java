package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.Managed.Live;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes out of service what runs. */
final class Withdrawals {
    private final Registry registry;
    private final Starter starter;
    private final BundleGate gate;
    private final Retries retries;

    Withdrawals(Registry registry, Starter starter, BundleGate gate, Retries retries) {
        this.registry = registry;
        this.starter = starter;
        this.gate = gate;
        this.retries = retries;
    }

    /**
     * Takes entries out of service, dependents first; they stay installed. The caller holds the family.
     *
     * @param problems why, by entry
     */
    void stop(List<Managed> entries, Map<Managed, List<Problem>> problems, PluginState after, String actor) {
        for (Managed entry : entries) {
            retries.forget(entry.id());
            List<Problem> why = problems.getOrDefault(entry, List.of());
            @Nullable Live live = entry.live().orElse(null);
            if (live == null) {
                if (entry.state() != after && Transitions.allowed(entry.state(), after)) {
                    registry.move(entry, after, why, Optional.empty(), actor);
                }
                continue;
            }
            gate.leaving(List.of(live.bundle()));
            Managed stopping = registry.move(entry, PluginState.STOPPING, List.of(), entry.live(), actor);
            starter.stopServices(live);
            starter.retire(entry.descriptor(), live);
            registry.move(stopping, after, why, Optional.empty(), actor);
        }
    }

    /** Takes entries out of service as the runtime stops, in order, each without a trace in the store. */
    void shutDown(List<Managed> entries) {
        for (Managed entry : entries) {
            entry.live().ifPresent(live -> {
                starter.stopServices(live);
                starter.retire(entry.descriptor(), live);
            });
        }
    }
}
