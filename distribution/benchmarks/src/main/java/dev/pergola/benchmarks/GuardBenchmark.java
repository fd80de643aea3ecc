package dev.pergola.benchmarks;

import dev.pergola.benchmarks.guarded.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it costs that plugins are held to their permissions: operations that Java asks about, done by a plugin in the
 * archive with and without enforcement. All processes run throughout and take turns.
 */
final class GuardBenchmark {
    private static final int WARM_UP = 3;
    private static final long TURN = Duration.ofMillis(60).toNanos();
    private static final int BEFORE_GUARD = 17;
    private static final int WITH_GUARD = 25;
    private static final double MOST_PERCENT = 5;
    private static final String INSECURE = "--insecure";

    private final Pergola pergola;
    private final Path work;
    private final int rounds;
    private final Optional<Java> before = Java.of(BEFORE_GUARD);
    private final Optional<Java> with = Java.of(WITH_GUARD);
    private final Map<String, Map<Operation, Samples>> figures = new LinkedHashMap<>();

    GuardBenchmark(Pergola pergola, Path work, int rounds) {
        this.pergola = pergola;
        this.work = work.resolve("guard");
        this.rounds = rounds;
    }

    void run() {
        Map<String, GuardSubject> subjects = new LinkedHashMap<>();
        try (Acceptor acceptor = new Acceptor()) {
            int port = acceptor.port();
            before.ifPresent(java -> {
                host(subjects, java, insecure(BEFORE_GUARD), List.of(INSECURE), port);
                subjects.put(floor(), GuardSubject.Floor.start(java, work.resolve("floor"), port));
                host(subjects, java, enforced(BEFORE_GUARD), List.of(), port);
            });
            with.ifPresent(java -> {
                host(subjects, java, insecure(WITH_GUARD), List.of(INSECURE), port);
                host(subjects, java, enforced(WITH_GUARD), List.of(), port);
            });
            for (int round = -WARM_UP; round < rounds; round++) {
                for (Operation operation : Operation.values()) round(subjects, operation, round >= 0);
            }
        } finally {
            subjects.values().forEach(GuardSubject::close);
        }
    }

    private void host(Map<String, GuardSubject> subjects, Java java, String name, List<String> options, int port) {
        Path folder = work.resolve("engine-" + subjects.size());
        subjects.put(name, GuardSubject.Hosted.start(pergola, java, options, folder, port));
    }

    private void round(Map<String, GuardSubject> subjects, Operation operation, boolean counted) {
        subjects.forEach((name, subject) -> {
            double nanos = subject.nanos(operation, TURN);
            if (counted) samples(name, operation).add(nanos / 1e3);
        });
    }

    private Samples samples(String subject, Operation operation) {
        return figures.computeIfAbsent(subject, name -> new EnumMap<>(Operation.class))
                .computeIfAbsent(operation, name -> new Samples());
    }

    private static String insecure(int feature) {
        return "Java " + feature + ", `--insecure`";
    }

    private static String enforced(int feature) {
        return "Java " + feature + ", enforced";
    }

    private static String floor() {
        return "Java " + BEFORE_GUARD + ", security manager alone";
    }

    Table table() {
        List<String> head = new ArrayList<>(List.of("Operation"));
        head.addAll(figures.keySet());
        Table table = new Table(
                "Calls that Java asks about",
                "Microseconds a call, measured within a plugin of the archive that does one over and over, "
                        + Duration.ofNanos(TURN).toMillis() + " ms a turn; median of " + rounds + " turns, after "
                        + WARM_UP + " to warm up. Enforced is by the security manager and ConditionalPermissionAdmin"
                        + " until Java 23, by Pergola's guard from 24 on. The security manager alone is the same code"
                        + " in a program without OSGi, with a policy file that grants it the same." + leftOut(),
                head.toArray(String[]::new));
        for (Operation operation : Operation.values()) {
            List<String> row = new ArrayList<>(List.of(operation.title()));
            figures.keySet()
                    .forEach(name -> row.add(text(samples(name, operation).median())));
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    /** What enforcement adds, which is what the columns are compared for. */
    Table added() {
        Table table = new Table(
                "What enforcement adds",
                "Microseconds a call, the difference of the medians above; for the work of 1 ms in percent, too.",
                "Operation",
                "Java " + BEFORE_GUARD,
                "Java " + WITH_GUARD);
        for (Operation operation : Operation.values()) {
            table.row(
                    operation.title(),
                    text(added(BEFORE_GUARD, operation)) + percent(BEFORE_GUARD, operation),
                    text(added(WITH_GUARD, operation)) + percent(WITH_GUARD, operation));
        }
        return table;
    }

    /** What is below a tenth of a microsecond is not nothing here. */
    private static String text(double micros) {
        return Math.abs(micros) < 0.1 ? String.format(java.util.Locale.ROOT, "%.3f", micros) : Samples.text(micros);
    }

    private double added(int feature, Operation operation) {
        return samples(enforced(feature), operation).median()
                - samples(insecure(feature), operation).median();
    }

    private String percent(int feature, Operation operation) {
        return operation == Operation.MILLISECOND ? " (" + Samples.text(share(feature)) + " %)" : "";
    }

    private double share(int feature) {
        return added(feature, Operation.MILLISECOND)
                / samples(insecure(feature), Operation.MILLISECOND).median()
                * 100;
    }

    private String leftOut() {
        StringBuilder text = new StringBuilder();
        if (before.isEmpty()) text.append(missing(BEFORE_GUARD));
        if (with.isEmpty()) text.append(missing(WITH_GUARD));
        return text.toString();
    }

    private static String missing(int feature) {
        return " **Java " + feature + " is left out: none was found; set JAVA" + feature + "_HOME.**";
    }

    void judge(Bars bars) {
        for (int feature : new int[] {BEFORE_GUARD, WITH_GUARD}) {
            bars.below("enforcement on 1 ms with 10 calls, Java " + feature, share(feature), MOST_PERCENT, " %");
        }
    }
}
