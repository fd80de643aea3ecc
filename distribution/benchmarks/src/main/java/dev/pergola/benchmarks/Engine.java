package dev.pergola.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A running engine: the process that its own start script became. */
final class Engine implements AutoCloseable {
    private static final Duration TO_STOP = Duration.ofSeconds(60);

    private final Process process;
    private final long startedAt;
    private final ConcurrentLinkedDeque<Line> output = new ConcurrentLinkedDeque<>();

    /**
     * A line that it printed.
     *
     * @param at when, by {@link System#nanoTime}
     * @param text what
     */
    record Line(long at, String text) {}

    private Engine(Process process, long startedAt) {
        this.process = process;
        this.startedAt = startedAt;
        Thread reader = new Thread(this::read, "engine-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it with some Java, and no options but those of its own script. */
    static Engine start(Path folder, List<String> command, Java java) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", java.home().toString());
        List.of("JAVA_OPTS", "PERGOLA_OPTS", "EXTRA_JAVA_OPTS", "KARAF_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
                .forEach(builder.environment()::remove);
        try {
            long now = System.nanoTime();
            return new Engine(builder.start(), now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(new Line(System.nanoTime(), line));
            }
        } catch (IOException e) {
            output.add(new Line(System.nanoTime(), e.toString()));
        }
    }

    /** When its process was started, by {@link System#nanoTime}. */
    long startedAt() {
        return startedAt;
    }

    /** Waits for a line of its output that says something. */
    <T> T awaitLine(Function<Line, Optional<T>> meaning, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            boolean alive = process.isAlive();
            for (Line line : output) {
                Optional<T> found = meaning.apply(line);
                if (found.isPresent()) return found.get();
            }
            if (!alive) break;
            Signals.pause(Duration.ofMillis(2));
        }
        throw new IllegalStateException("It did not say that it is ready:\n" + said());
    }

    /** What it printed. */
    String said() {
        return String.join("\n", output.stream().map(Line::text).toList());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What the processor did for it so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    Memory memory() {
        return Memory.of(process.pid());
    }

    /** Asks it to stop and waits until it has, as long as that takes: what it writes then is part of the next start. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TO_STOP.toSeconds(), TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
