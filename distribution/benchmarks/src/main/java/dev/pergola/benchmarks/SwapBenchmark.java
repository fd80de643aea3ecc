package dev.pergola.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Replaces a plugin of Pergola again and again while callers use it over HTTP. */
final class SwapBenchmark {
    private static final int CALLERS = 4;
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(2);
    private static final Duration BETWEEN_SWAPS = Duration.ofMillis(500);
    private static final int WARM_UP = 5;
    private static final String ID = "swapped";

    private final Pergola pergola;
    private final Path work;
    private final int rounds;
    private final Random random = new Random(42);
    private final Samples untilNew = new Samples();
    private final Samples longest = new Samples();
    private final Samples usual = new Samples();
    private long calls;
    private long failed;

    SwapBenchmark(Pergola pergola, Path work, int rounds) {
        this.pergola = pergola;
        this.work = work;
        this.rounds = rounds;
    }

    void run() {
        try (Installation installation = pergola.unpack(work.resolve("swap"));
                Engine engine = installation.start()) {
            installation.awaitReady(engine);
            Operator operator = new Operator(installation, engine);
            operator.swap("1.0.0");
            operator.awaitVersion("1.0.0");
            List<Caller> callers = new ArrayList<>();
            for (int number = 0; number < CALLERS; number++) {
                callers.add(new Caller(new PergolaClient(installation, engine), ID, BETWEEN_CALLS));
            }
            callers.forEach(Caller::start);
            for (int round = 1 - WARM_UP; round <= rounds; round++) {
                swap(operator, callers, "1." + (round + WARM_UP) + ".0", round > 0);
            }
            callers.forEach(Caller::end);
            for (Caller caller : callers) {
                calls += caller.calls();
                failed += caller.failures().size();
                caller.failures().stream().limit(3).forEach(System.err::println);
            }
        }
    }

    private void swap(Operator operator, List<Caller> callers, String version, boolean counted) {
        operator.installation.outOfStep(random);
        callers.forEach(Caller::longestSince);
        Signals.pause(BETWEEN_SWAPS);
        double quiet = longest(callers);
        long dropped = operator.swap(version);
        long answered = callers.stream()
                .mapToLong(caller -> caller.awaitVersion(version))
                .min()
                .orElseThrow();
        operator.installation.awaitPlugin("stopped", ID, operator.previous, dropped);
        double busy = longest(callers);
        operator.previous = version;
        if (!counted) return;
        usual.add(quiet);
        longest.add(busy);
        untilNew.addMillis(answered - dropped);
    }

    private static double longest(List<Caller> callers) {
        return callers.stream().mapToDouble(Caller::longestSince).max().orElse(Double.NaN);
    }

    /** The one who replaces the plugin. */
    private static final class Operator {
        private final Installation installation;
        private final PergolaClient client;
        private String previous = "1.0.0";

        Operator(Installation installation, Engine engine) {
            this.installation = installation;
            this.client = new PergolaClient(installation, engine);
        }

        long swap(String version) {
            return PluginJar.drop(installation.make(ID, version), installation.plugins(), ID + ".jar");
        }

        void awaitVersion(String version) {
            client.awaitVersion(ID, version);
        }
    }

    Table table() {
        Table table = new Table(
                "Hot swap under load",
                "Pergola, " + rounds + " updates while " + CALLERS + " callers call over HTTP, each "
                        + BETWEEN_CALLS.toMillis() + " ms after its last answer: " + String.format("%,d", calls)
                        + " calls, **" + failed + " failed**. Milliseconds.",
                "What",
                "p50",
                "p95",
                "max");
        row(table, "file in place until the first answer of the new version", untilNew);
        row(table, "longest call of all callers during a swap, its whole clean-up included", longest);
        row(table, "longest call of all callers in half a second without one", usual);
        return table;
    }

    private static void row(Table table, String name, Samples samples) {
        table.row(
                name,
                Samples.text(samples.median()),
                Samples.text(samples.percentile(95)),
                Samples.text(samples.max()));
    }

    void judge(Bars bars) {
        bars.below("hot swap, failed calls", failed, 1, "");
        bars.below("hot swap, longest call, p95", longest.percentile(95), 50, " ms");
        bars.below("hot swap, until the new version answers, p95", untilNew.percentile(95), 50, " ms");
    }
}
