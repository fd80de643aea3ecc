package dev.pergola.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * What it costs that a plugin's calls are made in a sandbox, by what contains it, beside the same calls in the kernel's
 * process. All processes run throughout and take turns.
 */
final class SandboxBenchmark {
    private final Pergola pergola;
    private final Path work;
    private final int rounds;

    SandboxBenchmark(Pergola pergola, Path work, int rounds) {
        this.pergola = pergola;
        this.work = work.resolve("sandbox");
        this.rounds = rounds;
    }

    /** Measures, and judges what there are bars for. */
    List<Table> measure(Bars bars) {
        try (Installation installation = pergola.unpack(work)) {
            // Not counted: it makes the archive of loaded classes that each later start has.
            try (Engine engine = installation.start()) {
                installation.awaitReady(engine);
                pergola.settle(installation);
            }
            Path jar = SandboxSubject.write(work.resolve("boxed.jar"));
            try (SandboxSubjects subjects = new SandboxSubjects(installation, jar)) {
                return measure(subjects, new SandboxStarts(jar), bars);
            }
        }
    }

    private List<Table> measure(SandboxSubjects subjects, SandboxStarts starts, Bars bars) {
        SandboxMemory memory = new SandboxMemory();
        for (int round = -1; round < rounds; round++) {
            starts.round(subjects.sandboxed(), subjects.waiting());
            if (round >= 0) memory.fresh(subjects.sandboxed());
        }
        SandboxCalls calls = new SandboxCalls();
        calls.warmUp(subjects.all());
        for (int round = 0; round < rounds; round++) {
            calls.round(subjects.all());
            memory.used(subjects.sandboxed());
        }
        SandboxCrowds crowds = new SandboxCrowds(subjects.inProcess(), subjects.best());
        for (int round = -1; round < rounds; round++) crowds.round(round >= 0);
        SandboxPayloads payloads =
                new SandboxPayloads(List.of(subjects.inProcess(), subjects.roomy(), subjects.best()));
        for (int round = -1; round < rounds; round++) payloads.round(round >= 0);

        starts.judge(bars, subjects.best(), subjects.waiting());
        calls.judge(bars, subjects.inProcess(), subjects.best());
        crowds.judge(bars);
        return List.of(
                starts.table(subjects.leftOut()),
                calls.table(subjects.inProcess()),
                crowds.throughput(),
                crowds.together(),
                payloads.table(),
                memory.table());
    }
}
