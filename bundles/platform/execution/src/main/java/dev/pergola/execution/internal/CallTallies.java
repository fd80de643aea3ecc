package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import dev.pergola.api.Result;
import dev.pergola.execution.Tier;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Counts what the calls of each plugin came to, from the start of the platform on: for metrics. What the platform itself asks
 * it again and again, such as how it is, would outnumber the rest, and is not counted. A plugin keeps its counts when it is
 * updated, and loses them when it is uninstalled.
 */
@Component(service = CallTallies.class)
public final class CallTallies {
    /** Beyond that, plugins share one tally: their ids are up to them. */
    static final int MOST_PLUGINS = 1_000;

    static final String OTHERS = "(others)";
    private static final String PLUGIN = "pergola.plugin";

    private final BundleContext context;
    private final Instances instances;
    private final Map<String, Plugin> plugins = new ConcurrentHashMap<>();
    private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
    private final BundleListener bundles = this::changed;

    /** One plugin's: at each tier, and of those calls that got to none. */
    record Plugin(Map<Tier, Tally> tiers, Tally none) {
        Plugin() {
            this(new EnumMap<>(Tier.class), new Tally());
            for (Tier tier : Tier.values()) tiers.put(tier, new Tally());
        }

        Tally at(Optional<Tier> tier) {
            return tier.map(tiers::get).orElse(none);
        }
    }

    /** With nothing counted yet. */
    @Activate
    public CallTallies(BundleContext context, @Reference Instances instances) {
        this.context = context;
        this.instances = instances;
        for (Refusal reason : Refusal.values()) refusals.put(reason, new LongAdder());
        context.addBundleListener(bundles);
    }

    @Deactivate
    void close() {
        context.removeBundleListener(bundles);
    }

    /** Takes in a call that has ended. */
    void add(Call<?> call, Result<?> result) {
        if (call.refused().isPresent())
            result.failure().flatMap(Result.Failure::reason).map(refusals::get).ifPresent(LongAdder::increment);
        ExtensionEntry entry = call.entry();
        // Whoever is called where nothing is called is a name that somebody made up.
        if (entry == null || call.order().mode() == Order.Mode.LIFECYCLE) return;
        Call.Way way = call.way();
        // One that was refused at the last moment has got a way, and was not made.
        Optional<Tier> tier = way == null || call.refused().isPresent()
                ? Optional.empty()
                : Optional.of(way.dispatcher().tier());
        plugin(entry.hosted().id()).at(tier).add(result.status(), result.call().usage());
    }

    private Plugin plugin(String id) {
        Plugin known = plugins.get(id);
        if (known != null) return known;
        String name = plugins.size() < MOST_PLUGINS ? id : OTHERS;
        return plugins.computeIfAbsent(name, any -> new Plugin());
    }

    /** By plugin. */
    Map<String, Plugin> plugins() {
        return Map.copyOf(plugins);
    }

    /** Calls that were not made, by why. */
    long refused(Refusal reason) {
        LongAdder counted = refusals.get(reason);
        return counted == null ? 0 : counted.sum();
    }

    private void changed(BundleEvent event) {
        if (event.getType() != BundleEvent.UNINSTALLED || plugins.isEmpty()) return;
        Set<String> there = new HashSet<>(Set.of(OTHERS));
        for (Bundle bundle : context.getBundles()) there.addAll(declared(bundle));
        instances.all().forEach(hosted -> there.add(hosted.id()));
        plugins.keySet().retainAll(there);
    }

    private static Set<String> declared(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        Set<String> ids = new HashSet<>();
        if (revision == null) return ids;
        revision.getDeclaredCapabilities(PLUGIN)
                .forEach(capability ->
                        ids.add(String.valueOf(capability.getAttributes().get("id"))));
        return ids;
    }
}
