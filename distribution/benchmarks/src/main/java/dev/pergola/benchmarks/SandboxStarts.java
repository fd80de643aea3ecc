package dev.pergola.benchmarks;

import dev.pergola.benchmarks.boxed.Hello;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long the call takes that starts a sandbox, beside the start of a JVM, with and without the same work. */
final class SandboxStarts {
    private static final double MOST_TIMES = 1.5;
    private static final String BARE = "a JVM that says hello";
    private static final String ALONE = "`java -jar` of the same work";

    private final Path jar;
    private final Map<String, Double> first = new LinkedHashMap<>();
    private final Map<String, Samples> figures = new LinkedHashMap<>();

    /**
     * Without a figure.
     *
     * @param jar the plugin's, which can be run alone
     */
    SandboxStarts(Path jar) {
        this.jar = jar;
    }

    /** Starts each once; the first time is not counted with the others. */
    void round(List<SandboxSubject> sandboxed, SandboxSubject waiting) {
        note(BARE, program("-Xshare:auto", "-cp", classes(), Hello.class.getName()));
        note(ALONE, program("-jar", jar.toString()));
        for (SandboxSubject subject : sandboxed) {
            subject.end();
            note(subject.name(), subject.call(SandboxSubject.WORK));
        }
        waiting.end();
        waiting.awaitWaiting();
        note(waiting.name(), waiting.call(SandboxSubject.WORK));
    }

    private void note(String name, long nanos) {
        if (first.putIfAbsent(name, nanos / 1e6) != null) samples(name).addMillis(nanos);
    }

    private Samples samples(String name) {
        return figures.computeIfAbsent(name, key -> new Samples());
    }

    /** From the start of a program until it has said what it has to say. */
    private static long program(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Java.running().home().resolve("bin/java").toString()));
        command.addAll(List.of(arguments));
        try {
            long began = System.nanoTime();
            Process process = new ProcessBuilder(command).start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                String said = lines.readLine();
                long took = System.nanoTime() - began;
                if (said == null || process.waitFor() != 0) throw new IllegalStateException(command + " failed");
                return took;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The folder of the classes that are here: a class path of one element is the least to look through. */
    private static String classes() {
        String file = Hello.class.getName().replace('.', '/') + ".class";
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.exists(Path.of(element).resolve(file))) return element;
        }
        throw new IllegalStateException("The class path has no folder with " + file);
    }

    Table table(String leftOut) {
        Table table = new Table(
                "Sandbox, cold start",
                "Milliseconds from the request until the answer of a call that starts its sandbox, over HTTP; of a"
                        + " program, from its start until its line. All do the same work but the one that says hello."
                        + " First is the first one of all, after the kernel's start; the others are those after it."
                        + " Where one waits (`sandbox.warm-processes`), it was ready when the request came."
                        + leftOut,
                "What",
                "first",
                "p50",
                "min",
                "max",
                "of the bare JVM",
                "of `java -jar`");
        first.forEach((name, millis) -> table.row(
                name,
                Samples.text(millis),
                Samples.text(median(name)),
                Samples.text(samples(name).percentile(0)),
                Samples.text(samples(name).max()),
                Samples.ratio(median(name), median(BARE)),
                Samples.ratio(median(name), median(ALONE))));
        return table;
    }

    private double median(String name) {
        return samples(name).median();
    }

    void judge(Bars bars, SandboxSubject best, SandboxSubject waiting) {
        bars.below("sandbox, cold start against a bare JVM's", median(best.name()) / median(BARE), MOST_TIMES, "×");
        bars.below(
                "sandbox, first call where one waits, against a bare JVM's start",
                median(waiting.name()) / median(BARE),
                MOST_TIMES,
                "×");
    }
}
