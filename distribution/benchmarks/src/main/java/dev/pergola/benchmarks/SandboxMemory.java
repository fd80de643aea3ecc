package dev.pergola.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the process of a sandbox occupies that has nothing to do. */
final class SandboxMemory {
    private static final Duration REST = Duration.ofSeconds(2);

    private final Map<String, Figures> fresh = new LinkedHashMap<>();
    private final Map<String, Figures> used = new LinkedHashMap<>();

    private record Figures(Samples resident, Samples proportional, Samples own) {
        Figures() {
            this(new Samples(), new Samples(), new Samples());
        }

        void add(Memory memory) {
            resident.add(memory.resident());
            proportional.add(memory.proportional());
            own.add(memory.own());
        }
    }

    /** Of each, after its first call. */
    void fresh(List<SandboxSubject> sandboxed) {
        weigh(sandboxed, fresh);
    }

    /** Of each, after many. */
    void used(List<SandboxSubject> sandboxed) {
        weigh(sandboxed, used);
    }

    private static void weigh(List<SandboxSubject> sandboxed, Map<String, Figures> into) {
        Signals.pause(REST);
        for (SandboxSubject subject : sandboxed) {
            into.computeIfAbsent(subject.name(), name -> new Figures()).add(subject.memory());
        }
    }

    Table table() {
        Table table = new Table(
                "Sandbox, memory of one that is idle",
                "MiB of the sandbox's process, " + REST.toSeconds()
                        + " s after its last call; median of the rounds. PSS"
                        + " counts pages that are shared with other processes in part, private is what is shared with"
                        + " none. All with `limits.memory-mb` as it is, 256. No garbage collection is asked for.",
                "Where",
                "RSS, first call",
                "PSS",
                "private",
                "RSS, many calls",
                "PSS",
                "private");
        fresh.forEach((name, first) -> {
            Figures many = used.getOrDefault(name, new Figures());
            table.row(
                    name,
                    Samples.text(first.resident.median()),
                    Samples.text(first.proportional.median()),
                    Samples.text(first.own.median()),
                    Samples.text(many.resident.median()),
                    Samples.text(many.proportional.median()),
                    Samples.text(many.own.median()));
        });
        return table;
    }
}
