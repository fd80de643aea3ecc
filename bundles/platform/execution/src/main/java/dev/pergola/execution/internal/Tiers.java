package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.Tier;
import dev.pergola.execution.TierPolicy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The tiers that are there, and who chooses among them. */
final class Tiers {
    private final List<Dispatcher> dispatchers = new CopyOnWriteArrayList<>();
    private volatile TierPolicy policy = TierPolicy.IN_PROCESS;

    void add(Dispatcher dispatcher) {
        dispatchers.add(dispatcher);
    }

    void remove(Dispatcher dispatcher) {
        dispatchers.remove(dispatcher);
    }

    synchronized void use(TierPolicy chosen) {
        policy = chosen;
    }

    synchronized void stopUsing(TierPolicy gone) {
        if (policy == gone) policy = TierPolicy.IN_PROCESS;
    }

    /** The dispatcher of the chosen tier, and of no other: what is not to run here does not. */
    Dispatcher dispatcher(PluginInstance instance, TierPolicy.Asked call) {
        Tier tier = tier(instance, call);
        for (Dispatcher dispatcher : dispatchers) {
            if (dispatcher.tier() == tier) return dispatcher;
        }
        throw new Refused(
                Refusal.NOT_SUPPORTED, "There is no tier " + tier + " here, which " + instance + " is to run at");
    }

    private Tier tier(PluginInstance instance, TierPolicy.Asked call) {
        Tier tier;
        try {
            tier = policy.tier(instance, call);
        } catch (RuntimeException failed) {
            throw new Refused(
                    Refusal.NOT_SUPPORTED, "The tier for " + instance + " could not be chosen: " + failed.getMessage());
        }
        if (tier != Tier.IN_PROCESS && !call.portable()) {
            throw new Refused(
                    Refusal.NOT_SUPPORTED,
                    "Only tasks can run at the tier " + tier + ", which " + instance + " is to run at");
        }
        return tier;
    }
}
