package dev.pergola.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What many callers get done at one time, sandboxed and in the kernel's process. */
final class SandboxCrowds {
    private static final int[] CALLERS = {1, 8, 100};
    private static final int MANY = 100;
    private static final Duration TURN = Duration.ofMillis(1_500);
    private static final String COLD = ", first to be started";

    private final SandboxSubject inProcess;
    private final SandboxSubject sandboxed;
    private final Map<String, Samples> rates = new LinkedHashMap<>();
    private final Map<String, Samples> times = new LinkedHashMap<>();
    private final Map<String, List<String>> failures = new LinkedHashMap<>();

    SandboxCrowds(SandboxSubject inProcess, SandboxSubject sandboxed) {
        this.inProcess = inProcess;
        this.sandboxed = sandboxed;
    }

    /** A turn of each. */
    void round(boolean counted) {
        for (int callers : CALLERS) {
            rate(inProcess, callers, counted);
            rate(sandboxed, callers, counted);
        }
        time(inProcess, inProcess.name(), counted);
        time(sandboxed, sandboxed.name(), counted);
        sandboxed.end();
        time(sandboxed, sandboxed.name() + COLD, counted);
    }

    private void rate(SandboxSubject subject, int callers, boolean counted) {
        Crowd crowd = Crowd.of(subject, callers, SandboxSubject.NOTHING, TURN);
        if (!counted) return;
        rates.computeIfAbsent(key(subject, callers), key -> new Samples()).add(crowd.rate());
        failed(key(subject, callers)).addAll(crowd.failures());
    }

    private void time(SandboxSubject subject, String name, boolean counted) {
        Crowd crowd = Crowd.once(subject, MANY, SandboxSubject.WORK);
        if (!counted) return;
        times.computeIfAbsent(name, key -> new Samples()).addMillis(crowd.nanos());
        failed(name).addAll(crowd.failures());
    }

    private List<String> failed(String key) {
        return failures.computeIfAbsent(key, name -> new ArrayList<>());
    }

    private static String key(SandboxSubject subject, int callers) {
        return callers + " " + subject.name();
    }

    /** Calls a second. */
    Table throughput() {
        Table table = new Table(
                "Sandbox, throughput",
                "Calls a second that do nothing, over HTTP; each caller has a connection and a thread, and calls again"
                        + " when it has its answer. Median of turns of " + TURN.toMillis() + " ms. The callers take the"
                        + " same processors. The ratio is to the one in process.",
                "Callers",
                inProcess.name(),
                sandboxed.name(),
                "ratio",
                "failed");
        for (int callers : CALLERS) {
            double here = median(inProcess, callers);
            double there = median(sandboxed, callers);
            table.row(
                    Integer.toString(callers),
                    Samples.text(here),
                    Samples.text(there),
                    Samples.ratio(there, here),
                    count(key(inProcess, callers)) + " and " + count(key(sandboxed, callers)));
        }
        return table;
    }

    private double median(SandboxSubject subject, int callers) {
        return rates.getOrDefault(key(subject, callers), new Samples()).median();
    }

    /** Failed calls; where there are some, with what one of them was told. */
    private String count(String key) {
        List<String> failed = failed(key);
        return failed.isEmpty() ? "0" : failed.size() + " (" + failed.get(0) + ")";
    }

    /** Until the last of many is done. */
    Table together() {
        Table table = new Table(
                "Sandbox, " + MANY + " calls at once",
                "Milliseconds from the moment when " + MANY + " callers call once each, with the work of the tables"
                        + " above, until the last of them has its answer. Median and worst of the rounds; the ratio is of"
                        + " the medians, to the one in process.",
                "Where",
                "p50",
                "max",
                "ratio",
                "failed");
        times.forEach((name, samples) -> table.row(
                name,
                Samples.text(samples.median()),
                Samples.text(samples.max()),
                Samples.ratio(
                        samples.median(),
                        times.getOrDefault(inProcess.name(), new Samples()).median()),
                count(name)));
        return table;
    }

    void judge(Bars bars) {
        bars.below(
                "sandbox, " + MANY + " calls at once, failed",
                failed(sandboxed.name()).size()
                        + failed(sandboxed.name() + COLD).size(),
                1,
                "");
    }
}
