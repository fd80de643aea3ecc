package dev.pergola.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Starts each engine with so many plugins in its folder, stops it, starts it again, and weighs it when it has come to rest. */
final class MemoryBenchmark {
    private static final int[] COUNTS = {0, 10, 100};
    private static final String VERSION = "1.0.0";

    private final List<Contender> contenders;
    private final Path work;
    private final List<Weighed> all = new ArrayList<>();

    private record Weighed(Contender contender, int plugins, Memory first, Memory next) {}

    MemoryBenchmark(List<Contender> contenders, Path work) {
        this.contenders = contenders;
        this.work = work;
    }

    void run() {
        for (int count : COUNTS) {
            for (Contender contender : contenders) all.add(weigh(contender, count));
        }
    }

    private Weighed weigh(Contender contender, int count) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(number -> "plugin-" + number).toList();
        try (Installation installation =
                contender.unpack(work.resolve("memory-" + count + '-' + contenders.indexOf(contender)))) {
            for (String id : ids) {
                PluginJar.drop(installation.make(id, VERSION), installation.plugins(), id + ".jar");
            }
            Memory first = start(installation, ids);
            return new Weighed(contender, count, first, start(installation, ids));
        }
    }

    private static Memory start(Installation installation, List<String> ids) {
        try (Engine engine = installation.start()) {
            installation.awaitReady(engine);
            for (String id : ids) installation.awaitPlugin("started", id, VERSION, engine.startedAt());
            return Memory.settled(engine::memory);
        }
    }

    Table table() {
        Table table = new Table(
                "Memory",
                "MiB of the whole process when it has come to rest after its first and its next start, each engine with"
                        + " the JVM options of its own script, and no garbage collection asked for. PSS counts pages that"
                        + " are shared with other processes in part. The ratio is of the RSS after the next start, to"
                        + " Pergola's with as many plugins.",
                "Engine",
                "plugins",
                "RSS, first start",
                "PSS, first start",
                "RSS, next start",
                "PSS, next start",
                "ratio");
        for (Weighed weighed : all) {
            table.row(
                    weighed.contender.name(),
                    Integer.toString(weighed.plugins),
                    Samples.text(weighed.first.resident()),
                    Samples.text(weighed.first.proportional()),
                    Samples.text(weighed.next.resident()),
                    Samples.text(weighed.next.proportional()),
                    Samples.ratio(weighed.next.resident(), pergola(weighed.plugins)));
        }
        return table;
    }

    private double pergola(int plugins) {
        return resident(contenders.get(0), plugins);
    }

    private double resident(Contender contender, int plugins) {
        return all.stream()
                .filter(weighed -> weighed.contender.equals(contender) && weighed.plugins == plugins)
                .mapToDouble(weighed -> weighed.next.resident())
                .findFirst()
                .orElse(Double.NaN);
    }

    void judge(Bars bars) {
        for (Contender contender : contenders) {
            if (!(contender instanceof Karaf)) continue;
            for (int count : COUNTS) {
                for (Contender ours : contenders) {
                    if (ours instanceof Karaf) continue;
                    bars.times(
                            "RSS of " + ours.name() + " against Karaf, " + count + " plugins",
                            resident(ours, count),
                            resident(contender, count),
                            2);
                }
            }
        }
    }
}
