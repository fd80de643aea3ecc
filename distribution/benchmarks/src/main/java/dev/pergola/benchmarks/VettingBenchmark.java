package dev.pergola.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How long it takes to look into a jar, by its size: the first after a start, and then the same one again and again. */
final class VettingBenchmark {
    private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000, 10_000_000);
    private static final Duration ENOUGH = Duration.ofSeconds(6);
    private static final Pattern CHECK = Pattern.compile("\"name\":\"([^\"]+)\",\"verdicts\":\\d+,\"took_ms\":(\\d+)");

    private final Pergola pergola;
    private final Path work;
    private final int rounds;
    private final Map<Path, Figures> figures = new LinkedHashMap<>();

    /** What is measured of one jar. */
    private static final class Figures {
        private final long bytes;
        private final long classes;
        private final Samples first = new Samples();
        private final Samples warm = new Samples();
        private final Map<String, Samples> checks = new LinkedHashMap<>();

        private Figures(Path jar) {
            try (java.util.jar.JarFile file = new java.util.jar.JarFile(jar.toFile())) {
                bytes = Files.size(jar);
                classes = file.stream()
                        .filter(entry -> entry.getName().endsWith(".class"))
                        .count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String longest() {
            return checks.entrySet().stream()
                    .max(Map.Entry.comparingByValue(java.util.Comparator.comparingDouble(Samples::median)))
                    .map(check ->
                            check.getKey() + " " + Samples.text(check.getValue().median()))
                    .orElse("–");
        }
    }

    VettingBenchmark(Pergola pergola, Path work, int rounds) {
        this.pergola = pergola;
        this.work = work;
        this.rounds = rounds;
    }

    void run() {
        try (Installation installation = pergola.unpack(work.resolve("vetting"))) {
            // Not counted: it makes the archive of loaded classes that each later start has.
            try (Engine engine = installation.start()) {
                installation.awaitReady(engine);
                pergola.settle(installation);
            }
            for (List<Path> jars : processes(installation)) {
                try (Engine engine = installation.start()) {
                    PergolaClient client = new PergolaClient(installation, engine);
                    for (Path jar : jars) vet(client, jar, jar.equals(jars.get(0)));
                }
            }
        }
    }

    /** The jars, by the processes that look into them: the sample plugins are many, and alike. */
    private static List<List<Path>> processes(Installation installation) {
        List<List<Path>> processes = new ArrayList<>();
        try (Stream<Path> samples = Files.list(installation.home().resolve("samples"))) {
            processes.add(samples.sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SizedJar sized = SizedJar.from(installation);
        for (int size : SIZES) {
            Path file = installation.home().resolve("made/sized-" + size / 1_000 + "-KB.jar");
            processes.add(List.of(sized.write(size, file)));
        }
        return processes;
    }

    private void vet(PergolaClient client, Path jar, boolean first) {
        Figures into = figures.computeIfAbsent(jar, Figures::new);
        long took = once(client, jar, new LinkedHashMap<>());
        if (first) into.first.addMillis(took);
        once(client, jar, new LinkedHashMap<>());
        long end = System.nanoTime() + ENOUGH.toNanos();
        for (int round = 0; round < rounds && System.nanoTime() < end; round++) {
            into.warm.addMillis(once(client, jar, into.checks));
        }
    }

    private static long once(PergolaClient client, Path jar, Map<String, Samples> checks) {
        long began = System.nanoTime();
        HttpResponse<String> response = client.post("/api/v1/vetting", "{\"path\":\"" + jar + "\"}");
        long took = System.nanoTime() - began;
        Matcher matcher = CHECK.matcher(response.body());
        if (response.statusCode() != 200 || !matcher.find()) throw new IllegalStateException(response.body());
        do {
            checks.computeIfAbsent(matcher.group(1), name -> new Samples()).add(Double.parseDouble(matcher.group(2)));
        } while (matcher.find());
        return took;
    }

    Table table() {
        Table table = new Table(
                "Looking into a jar",
                "`POST /api/v1/vetting` with the path of a jar: all checks, nothing installed. Milliseconds until the"
                        + " answer. First is the first jar after a start, with the archive of loaded classes; the"
                        + " samples share a process, and the others have one each. Warm is the median of up to "
                        + rounds + " of the same jar in the same"
                        + " process, within " + ENOUGH.toSeconds() + " s. Those named by size are filled with classes"
                        + " of the archive's own libraries.",
                "Jar",
                "KB",
                "classes",
                "first",
                "warm",
                "warm times",
                "longest check, ms of warm");
        figures.forEach((jar, figure) -> table.row(
                String.valueOf(jar.getFileName()),
                Samples.text(figure.bytes / 1e3),
                Long.toString(figure.classes),
                Samples.text(figure.first.median()),
                Samples.text(figure.warm.median()),
                Integer.toString(figure.warm.count()),
                figure.longest()));
        return table;
    }
}
