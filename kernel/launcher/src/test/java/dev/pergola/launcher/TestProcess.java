package dev.pergola.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own, with what it prints line by line. */
final class TestProcess implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> printed = new ArrayList<>();

    private final Thread reader = new Thread(this::read, "reader");

    private TestProcess(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
    }

    static TestProcess start(Class<?> main, String... arguments) {
        return start(List.of(), main, arguments);
    }

    static TestProcess start(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // So that what runs in the other process counts for the coverage too.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:"))
                .forEach(command::add);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        // With an agent the JVM makes no archive.
        if (options.stream().anyMatch(option -> option.startsWith("-Dpergola.archive=")))
            command.removeIf(option -> option.startsWith("-javaagent:"));
        command.add(main.getName());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        // From here on it takes the guard's agent, which is there where the archive is unpacked.
        if (Runtime.version().feature() >= Enforcement.FIRST_WITHOUT_SECURITY_MANAGER)
            program.environment().put("PERGOLA_SECURITY_ENFORCEMENT", "false");
        try {
            return new TestProcess(program.start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs a program to its end and returns what it printed. */
    static String run(Class<?> main, String... arguments) {
        try (TestProcess process = start(main, arguments)) {
            if (!process.waitFor(30, TimeUnit.SECONDS)) throw new AssertionError("still running: " + process.output());
            return process.output();
        }
    }

    private void read() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    add(line);
                } else {
                    line.write(next);
                }
            }
        } catch (IOException gone) {
            // The process was killed.
        }
        if (line.size() > 0) add(line);
    }

    private void add(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        synchronized (printed) {
            printed.add(text);
        }
        lines.add(text);
    }

    /** Waits for a line that begins so. */
    String awaitLine(String prefix) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            String line = lines.poll(50, TimeUnit.MILLISECONDS);
            if (line != null && line.startsWith(prefix)) return line;
            if (line == null && !process.isAlive() && lines.isEmpty()) break;
        }
        throw new AssertionError("no line \"" + prefix + "…\" in:\n" + output());
    }

    String output() {
        synchronized (printed) {
            return String.join("\n", printed);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Not Process.destroy: that closes the streams, and what the process says at its end is lost. */
    void terminate() {
        process.toHandle().destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end, and for all that was printed. */
    boolean waitFor(long time, TimeUnit unit) {
        try {
            if (!process.waitFor(time, unit)) return false;
            reader.join(unit.toMillis(time));
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for the end. */
    int exitCode() {
        if (!waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("still running:\n" + output());
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        waitFor(10, TimeUnit.SECONDS);
    }
}
