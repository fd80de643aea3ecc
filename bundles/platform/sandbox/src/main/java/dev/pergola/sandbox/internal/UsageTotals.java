package dev.pergola.sandbox.internal;

import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the sandboxes of each plugin have used in all, those that have ended too, as far as they were looked at: what each
 * has used begins anew with it, and a counter must not go back.
 */
final class UsageTotals {
    /** A plugin of which there is no sandbox is forgotten where so many have had one. */
    static final int MOST_PLUGINS = 1_000;

    // Guarded by this.
    private final Map<String, Usage> totals = new TreeMap<>();
    private final Set<String> leaving = new HashSet<>();
    private Map<Key, Usage> last = Map.of();

    private record Key(String plugin, long pid, Instant startedAt) {}

    /** By plugin, with these as they are now. What is of now, and not since a start, is of these alone. */
    synchronized Map<String, Usage> with(List<Sandbox> sandboxes) {
        Map<Key, Usage> seen = new HashMap<>();
        Map<String, Usage> now = new TreeMap<>();
        for (Sandbox sandbox : sandboxes) {
            Key key = new Key(sandbox.pluginId(), sandbox.pid(), sandbox.startedAt());
            Usage usage = sandbox.usage();
            seen.put(key, usage);
            Usage more = grown(last.getOrDefault(key, Usage.NONE), usage);
            totals.merge(sandbox.pluginId(), more, UsageTotals::plus);
            now.merge(sandbox.pluginId(), current(usage), UsageTotals::plus);
        }
        last = seen;
        leaving.removeIf(plugin -> left(plugin, now.keySet()));
        if (totals.size() > MOST_PLUGINS) totals.keySet().retainAll(now.keySet());
        Map<String, Usage> all = new TreeMap<>(totals);
        now.forEach((plugin, current) -> all.merge(plugin, current, UsageTotals::plus));
        return all;
    }

    /** Forgets what a plugin's have used, once it has none. */
    synchronized void forget(String pluginId) {
        if (totals.containsKey(pluginId)) leaving.add(pluginId);
    }

    private boolean left(String pluginId, Set<String> there) {
        if (there.contains(pluginId)) return false;
        totals.remove(pluginId);
        return true;
    }

    private static Usage grown(Usage before, Usage now) {
        Duration cpu = now.cpu().minus(before.cpu());
        return new Usage(
                0,
                cpu.isNegative() ? Duration.ZERO : cpu,
                0,
                Math.max(0, now.diskReadBytes() - before.diskReadBytes()),
                Math.max(0, now.diskWrittenBytes() - before.diskWrittenBytes()),
                0,
                Math.max(0, now.networkReceivedBytes() - before.networkReceivedBytes()),
                Math.max(0, now.networkSentBytes() - before.networkSentBytes()),
                Math.max(0, now.refusedConnections() - before.refusedConnections()));
    }

    private static Usage current(Usage usage) {
        return new Usage(usage.memoryBytes(), Duration.ZERO, usage.threads(), 0, 0, usage.storageBytes(), 0, 0, 0);
    }

    private static Usage plus(Usage one, Usage other) {
        return new Usage(
                one.memoryBytes() + other.memoryBytes(),
                one.cpu().plus(other.cpu()),
                one.threads() + other.threads(),
                one.diskReadBytes() + other.diskReadBytes(),
                one.diskWrittenBytes() + other.diskWrittenBytes(),
                // All of a plugin's have one folder.
                Math.max(one.storageBytes(), other.storageBytes()),
                one.networkReceivedBytes() + other.networkReceivedBytes(),
                one.networkSentBytes() + other.networkSentBytes(),
                one.refusedConnections() + other.refusedConnections());
    }
}
