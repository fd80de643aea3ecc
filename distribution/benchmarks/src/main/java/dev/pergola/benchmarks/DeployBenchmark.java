package dev.pergola.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Drops a plugin into the folder of each running engine, replaces it, and deletes it, over and over. All engines run
 * throughout and take turns.
 */
final class DeployBenchmark {
    private static final int WARM_UP = 3;
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final String ID = "visitor";
    private static final String FILE = ID + ".jar";

    private final List<Contender> contenders;
    private final Path work;
    private final int rounds;
    private final Random random = new Random(42);
    private final Map<Contender, Figures> figures = new LinkedHashMap<>();

    /** What is measured of one engine. Callable: its service is registered; in Pergola, HTTP answers from it. */
    private static final class Figures {
        private final Samples deployed = new Samples();
        private final Samples deployedStarted = new Samples();
        private final Samples updated = new Samples();
        private final Samples gap = new Samples();
        private final Samples removed = new Samples();
    }

    private record Running(Installation installation, Engine engine, Optional<PergolaClient> client, Figures figures)
            implements AutoCloseable {
        @Override
        public void close() {
            engine.close();
            installation.close();
        }

        long callable(String version, long started) {
            return client.map(http -> http.awaitVersion(ID, version)).orElse(started);
        }
    }

    DeployBenchmark(List<Contender> contenders, Path work, int rounds) {
        this.contenders = contenders;
        this.work = work;
        this.rounds = rounds;
    }

    void run() {
        List<Running> engines = new ArrayList<>();
        try {
            for (Contender contender : contenders) engines.add(start(contender));
            for (int round = -WARM_UP; round < rounds; round++) {
                for (Running engine : engines) round(engine, round + WARM_UP, round >= 0);
            }
        } finally {
            engines.forEach(Running::close);
        }
    }

    private Running start(Contender contender) {
        Installation installation = contender.unpack(work.resolve("deploy-" + contenders.indexOf(contender)));
        Engine engine = installation.start();
        installation.awaitReady(engine);
        Optional<PergolaClient> client =
                contender instanceof Pergola ? Optional.of(new PergolaClient(installation, engine)) : Optional.empty();
        return new Running(installation, engine, client, figures.computeIfAbsent(contender, c -> new Figures()));
    }

    private void round(Running running, int round, boolean counted) {
        Figures into = counted ? running.figures : new Figures();
        Installation installation = running.installation;
        String older = "1." + round + ".0";
        String newer = "1." + round + ".1";
        Path made = installation.make(ID, older);

        installation.outOfStep(random);
        long dropped = PluginJar.drop(made, installation.plugins(), FILE);
        long started = installation.awaitPlugin("started", ID, older, dropped);
        into.deployedStarted.addMillis(started - dropped);
        into.deployed.addMillis(running.callable(older, started) - dropped);

        Signals.pause(BETWEEN);
        installation.outOfStep(random);
        // Made only now: FileInstall knows a file by size and time, and both are as large.
        Path update = installation.make(ID, newer);
        dropped = PluginJar.drop(update, installation.plugins(), FILE);
        started = installation.awaitPlugin("started", ID, newer, dropped);
        into.updated.addMillis(running.callable(newer, started) - dropped);
        long stopped = installation.awaitPlugin("stopped", ID, older, dropped);
        into.gap.addMillis(Math.max(0, started - stopped));

        installation.outOfStep(random);
        long deleted = delete(installation.plugins().resolve(FILE));
        into.removed.addMillis(installation.awaitPlugin("stopped", ID, newer, deleted) - deleted);
        running.client.ifPresent(DeployBenchmark::awaitGone);
    }

    private static void awaitGone(PergolaClient client) {
        while (client.has(ID)) Signals.pause(Duration.ofMillis(1));
    }

    private static long delete(Path file) {
        try {
            long now = System.nanoTime();
            Files.delete(file);
            return now;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Table> tables() {
        return List.of(
                deployed("Hot deploy"),
                table("Update", "The file replaced, until the new version can be called.", figure -> figure.updated),
                table("Gap of an update", "From the old version's stop to the new one's start.", figure -> figure.gap),
                table("Removal", "The file deleted, until the plugin has stopped.", figure -> figure.removed),
                table("Hot deploy, code only", "A new file, until its activator ran.", f -> f.deployedStarted));
    }

    Table deployed(String title) {
        return table(title, "A new file, until its plugin can be called.", figure -> figure.deployed);
    }

    private Table table(String title, String note, java.util.function.Function<Figures, Samples> which) {
        Table table = new Table(
                title,
                note + " Milliseconds, of " + rounds + " rounds; the ratio is of the medians, to Pergola's.",
                "Engine",
                "p50",
                "p95",
                "max",
                "ratio");
        double pergola = which.apply(pergola()).median();
        figures.forEach((contender, figure) -> {
            Samples samples = which.apply(figure);
            table.row(
                    contender.name(),
                    Samples.text(samples.median()),
                    Samples.text(samples.percentile(95)),
                    Samples.text(samples.max()),
                    Samples.ratio(samples.median(), pergola));
        });
        return table;
    }

    private Figures pergola() {
        return figures.computeIfAbsent(contenders.get(0), contender -> new Figures());
    }

    void judge(Bars bars) {
        Samples pergola = pergola().deployed;
        bars.below("hot deploy, p50", pergola.median(), 100, " ms");
        bars.below("hot deploy, p95", pergola.percentile(95), 250, " ms");
        figures.forEach((contender, figure) -> {
            if (contender instanceof Karaf karaf && karaf.poll().equals(Karaf.DEFAULT_POLL)) {
                bars.times("hot deploy against " + karaf.name(), pergola.median(), figure.deployed.median(), 10);
            }
        });
    }
}
