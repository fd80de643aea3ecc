package dev.pergola.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a call takes whose sandbox is there, beside the same call in the kernel's process. */
final class SandboxCalls {
    private static final int WARM_UP = 1_000;
    private static final int CALLS = 300;
    private static final int WORKING_CALLS = 100;
    private static final double MOST_MICROS = 200;

    private final Map<String, Figures> figures = new LinkedHashMap<>();

    /** One sample of each is what a turn gave. */
    private record Figures(Samples nothing, Samples nothing99, Samples work, Samples work99) {
        Figures() {
            this(new Samples(), new Samples(), new Samples(), new Samples());
        }
    }

    /** Makes each call often enough that what it goes through is compiled; not counted. */
    void warmUp(List<SandboxSubject> subjects) {
        for (SandboxSubject subject : subjects) {
            turn(subject, SandboxSubject.NOTHING, WARM_UP);
            turn(subject, SandboxSubject.WORK, WORKING_CALLS);
        }
    }

    /** A turn of each. */
    void round(List<SandboxSubject> subjects) {
        for (SandboxSubject subject : subjects) {
            Figures into = of(subject);
            Samples nothing = turn(subject, SandboxSubject.NOTHING, CALLS);
            into.nothing.add(nothing.median());
            into.nothing99.add(nothing.percentile(99));
            Samples work = turn(subject, SandboxSubject.WORK, WORKING_CALLS);
            into.work.add(work.median());
            into.work99.add(work.percentile(99));
        }
    }

    private Figures of(SandboxSubject subject) {
        return figures.computeIfAbsent(subject.name(), name -> new Figures());
    }

    /** One call after the other; what each took, in microseconds. */
    private static Samples turn(SandboxSubject subject, String task, int calls) {
        Samples samples = new Samples();
        for (int call = 0; call < calls; call++) samples.add(subject.call(task) / 1e3);
        return samples;
    }

    Table table(SandboxSubject inProcess) {
        Table table = new Table(
                "Sandbox, warm calls",
                "Microseconds a call over HTTP, one caller on one connection that is kept open, after " + WARM_UP
                        + " calls to warm up. A turn is " + CALLS + " calls that do nothing and " + WORKING_CALLS
                        + " with the work of the table above; p50 and p99 are the medians of those of the turns, and a"
                        + " p99 of so few is one of the worst. The ratios are of the p50, to the one in process.",
                "Where",
                "nothing, p50",
                "p99",
                "more than in process",
                "ratio",
                "work, p50",
                "p99",
                "more than in process",
                "ratio");
        Figures base = of(inProcess);
        figures.forEach((name, figure) -> table.row(
                name,
                Samples.text(figure.nothing.median()),
                Samples.text(figure.nothing99.median()),
                Samples.text(figure.nothing.median() - base.nothing.median()),
                Samples.ratio(figure.nothing.median(), base.nothing.median()),
                Samples.text(figure.work.median()),
                Samples.text(figure.work99.median()),
                Samples.text(figure.work.median() - base.work.median()),
                Samples.ratio(figure.work.median(), base.work.median())));
        return table;
    }

    void judge(Bars bars, SandboxSubject inProcess, SandboxSubject best) {
        bars.below(
                "sandbox, warm call over the one in process, p50",
                of(best).nothing.median() - of(inProcess).nothing.median(),
                MOST_MICROS,
                " µs");
    }
}
