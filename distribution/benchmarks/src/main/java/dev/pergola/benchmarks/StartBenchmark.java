package dev.pergola.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts each engine from its archive as it was just unpacked, stops it, and starts it again, with one plugin in its
 * folder. The contenders take turns, in an order that turns too.
 */
final class StartBenchmark {
    private static final String VERSION = "1.0.0";
    private static final String ID = "present";

    private final List<Contender> contenders;
    private final Path work;
    private final int rounds;
    private final Map<Contender, Figures> first = new LinkedHashMap<>();
    private final Map<Contender, Figures> next = new LinkedHashMap<>();

    private static final class Figures {
        private final Samples ready = new Samples();
        private final Samples active = new Samples();
        private final Samples cpu = new Samples();
    }

    StartBenchmark(List<Contender> contenders, Path work, int rounds) {
        this.contenders = contenders;
        this.work = work;
        this.rounds = rounds;
    }

    private static Figures of(Contender contender, Map<Contender, Figures> all) {
        return all.computeIfAbsent(contender, c -> new Figures());
    }

    void run() {
        List<Contender> order = new ArrayList<>(contenders);
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : order) measure(contender, round);
            Collections.rotate(order, 1);
        }
    }

    private void measure(Contender contender, int round) {
        try (Installation installation =
                contender.unpack(work.resolve("start-" + round + '-' + contenders.indexOf(contender)))) {
            PluginJar.drop(installation.make(ID, VERSION), installation.plugins(), ID + ".jar");
            start(installation, of(contender, first));
            start(installation, of(contender, next));
        }
    }

    private static void start(Installation installation, Figures figures) {
        try (Engine engine = installation.start()) {
            long ready = installation.awaitReady(engine) - engine.startedAt();
            long active = installation.awaitPlugin("started", ID, VERSION, engine.startedAt()) - engine.startedAt();
            figures.ready.addMillis(ready);
            figures.active.addMillis(active);
            figures.cpu.addMillis(settledCpu(engine).toNanos());
            installation.contender().settle(installation);
        }
    }

    /** What the processor did until the engine came to rest: for half a second it did less than a tenth of that. */
    private static Duration settledCpu(Engine engine) {
        Duration before = engine.cpu();
        for (int looks = 0; looks < 40; looks++) {
            Signals.pause(Duration.ofMillis(500));
            Duration now = engine.cpu();
            if (now.minus(before).toMillis() < 50) return now;
            before = now;
        }
        return before;
    }

    List<Table> tables() {
        return List.of(
                table("First start", "A fresh archive: no data, nothing cached by the engine.", first),
                table("Next start", "The second start of the same folder, after a clean stop.", next));
    }

    private Table table(String title, String note, Map<Contender, Figures> all) {
        Table table = new Table(
                title,
                note + " Milliseconds since the process was started, median and p95 of " + rounds
                        + "; the ratio is of the medians until ready, to Pergola's.",
                "Engine",
                "ready",
                "p95",
                "plugin in the folder active",
                "p95",
                "CPU until at rest",
                "ratio");
        double pergola = of(contenders.get(0), all).ready.median();
        all.forEach((contender, figures) -> table.row(
                contender.name(),
                Samples.text(figures.ready.median()),
                Samples.text(figures.ready.percentile(95)),
                Samples.text(figures.active.median()),
                Samples.text(figures.active.percentile(95)),
                Samples.text(figures.cpu.median()),
                Samples.ratio(figures.ready.median(), pergola)));
        return table;
    }

    void judge(Bars bars) {
        for (Map<Contender, Figures> all : List.of(first, next)) {
            String which = all == first ? "first start" : "next start";
            double full = ready(
                    all,
                    contender -> contender instanceof Pergola pergola && pergola.variant() == Pergola.Variant.FULL);
            double core = ready(
                    all,
                    contender -> contender instanceof Pergola pergola && pergola.variant() == Pergola.Variant.CORE);
            double karaf = ready(all, Karaf.class::isInstance);
            bars.below(which + ", core, ready", core, 1_000, " ms");
            bars.below(which + ", with HTTP, ready", full, 3_000, " ms");
            bars.times(which + ", core against Karaf", core, karaf, 5);
            bars.times(which + ", with HTTP against Karaf", full, karaf, 5);
        }
    }

    private static double ready(Map<Contender, Figures> all, java.util.function.Predicate<Contender> which) {
        return all.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToDouble(entry -> entry.getValue().ready.median())
                .findFirst()
                .orElse(Double.NaN);
    }
}
