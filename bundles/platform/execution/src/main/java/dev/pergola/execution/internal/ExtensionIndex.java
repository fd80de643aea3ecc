package dev.pergola.execution.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The extensions of all current instances by type, in their order: computed when asked for after a change. */
final class ExtensionIndex {
    private final Supplier<Collection<Hosted>> instances;
    private final AtomicLong changes = new AtomicLong(1);
    private volatile Snapshot snapshot = new Snapshot(0, Map.of());

    private record Snapshot(long change, Map<String, List<ExtensionEntry>> byType) {}

    ExtensionIndex(Supplier<Collection<Hosted>> instances) {
        this.instances = instances;
    }

    /** To be called after a change. */
    void changed() {
        changes.incrementAndGet();
    }

    List<ExtensionEntry> ofType(String type) {
        return byType().getOrDefault(type, List.of());
    }

    Map<String, List<ExtensionEntry>> byType() {
        Snapshot known = snapshot;
        long change = changes.get();
        if (known.change == change) return known.byType;
        Snapshot fresh = new Snapshot(change, compute());
        snapshot = fresh;
        return fresh.byType;
    }

    private Map<String, List<ExtensionEntry>> compute() {
        Map<String, List<ExtensionEntry>> byType = new TreeMap<>();
        for (Hosted hosted : instances.get()) {
            if (hosted.gate().closed()) continue;
            hosted.extensions()
                    .forEach((type, entries) -> byType.computeIfAbsent(type, any -> new ArrayList<>())
                            .addAll(entries));
        }
        byType.replaceAll(
                (type, entries) -> entries.stream().sorted(ExtensionEntry.ORDER).toList());
        return byType;
    }
}
