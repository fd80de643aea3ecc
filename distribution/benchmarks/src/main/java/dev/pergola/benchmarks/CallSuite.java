package dev.pergola.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Has JMH run {@link CallBenchmark}. */
final class CallSuite {
    private static final Map<String, String> NAMES = names();

    private final Map<String, Result<?>> results = new LinkedHashMap<>();

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("direct", "nothing, called directly");
        names.put("throughPf4j", "nothing, through a PF4J extension");
        names.put("throughPergola", "nothing, through Pergola");
        names.put("millisecondDirect", "1 ms of work, called directly");
        names.put("millisecondThroughPergola", "1 ms of work, through Pergola");
        return names;
    }

    void run() {
        try {
            Collection<RunResult> runs = new Runner(new OptionsBuilder()
                            .include(CallBenchmark.class.getName() + "\\..*")
                            .verbosity(VerboseMode.SILENT)
                            .shouldFailOnError(true)
                            .build())
                    .run();
            for (RunResult run : runs) results.put(run.getPrimaryResult().getLabel(), run.getPrimaryResult());
        } catch (RunnerException e) {
            throw new IllegalStateException("JMH could not run the benchmarks", e);
        }
    }

    Table table() {
        Table table = new Table(
                "Calls in process",
                "Microseconds a call, one caller that calls without pause, as JMH samples them. Through Pergola a call has"
                        + " a deadline, limits and a circuit breaker, is metered, logged in the database and announced as"
                        + " an event, by other threads than the caller's: on a machine with few free cores these are in"
                        + " the mean. PF4J hands out the object.",
                "What",
                "p50",
                "p95",
                "p99",
                "mean");
        NAMES.forEach((method, name) -> table.row(
                name,
                Samples.text(percentile(method, 50)),
                Samples.text(percentile(method, 95)),
                Samples.text(percentile(method, 99)),
                Samples.text(mean(method))));
        return table;
    }

    private double percentile(String method, double percent) {
        Result<?> result = results.get(method);
        return result == null ? Double.NaN : result.getStatistics().getPercentile(percent);
    }

    private double mean(String method) {
        Result<?> result = results.get(method);
        return result == null ? Double.NaN : result.getScore();
    }

    void judge(Bars bars) {
        bars.below("call overhead, p50", percentile("throughPergola", 50) - percentile("direct", 50), 10, " µs");
        bars.below("call overhead, mean", mean("throughPergola") - mean("direct"), 10, " µs");
        bars.below(
                "call overhead on 1 ms, p50",
                share(percentile("millisecondDirect", 50), percentile("millisecondThroughPergola", 50)),
                3,
                " %");
        bars.below(
                "call overhead on 1 ms, mean",
                share(mean("millisecondDirect"), mean("millisecondThroughPergola")),
                3,
                " %");
    }

    /** By how many percent one is more. */
    private static double share(double direct, double through) {
        return (through - direct) / direct * 100;
    }
}
