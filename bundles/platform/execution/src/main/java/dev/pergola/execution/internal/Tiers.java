package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import dev.pergola.api.ResourceUsage;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.Tier;
import dev.pergola.execution.TierPolicy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tiers that are there, and who chooses among them. */
final class Tiers {
    private static final Logger LOG = LoggerFactory.getLogger(Tiers.class);

    private final List<Dispatcher> dispatchers = new CopyOnWriteArrayList<>();
    private volatile TierPolicy policy;

    /**
     * Before there is a policy.
     *
     * @param wanted whether the operator wants tasks to run elsewhere, so that nothing may run here on nobody's word
     */
    Tiers(boolean wanted) {
        policy = wanted ? Tiers::refuseTasks : TierPolicy.IN_PROCESS;
    }

    /** Whether the operator wants tasks of some plugins to run elsewhere. */
    static boolean areWanted(BundleContext context) {
        boolean allowed = !"false".equals(context.getProperty("pergola.plugins.security.sandboxing"));
        String plugins = context.getProperty("pergola.sandbox.plugins");
        String trust = context.getProperty("pergola.sandbox.trust");
        boolean named = plugins != null && !plugins.isBlank();
        boolean trusting = trust == null || trust.isBlank() || trust.equals("any");
        return allowed && (named || !trusting);
    }

    private static Tier refuseTasks(PluginInstance instance, TierPolicy.Asked call) {
        if (!call.portable() || call.lifecycle()) return Tier.IN_PROCESS;
        throw new IllegalStateException(
                "whoever decides which tasks run in a sandbox is not there: is the bundle dev.pergola.sandbox running?");
    }

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
        if (policy == gone) policy = Tiers::refuseTasks;
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

    /** Tells the policy. */
    void ended(PluginInstance instance, Call.Way way, ResourceUsage usage) {
        try {
            policy.ended(instance, way.asked(), way.dispatcher().tier(), usage);
        } catch (RuntimeException failed) {
            LOG.warn("The policy of tiers does not take what a call of {} has consumed", instance, failed);
        }
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
