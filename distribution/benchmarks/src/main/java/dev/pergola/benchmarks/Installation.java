package dev.pergola.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * An unpacked archive of a contender, started any number of times, one after the other.
 *
 * @param contender whose
 * @param home its folder
 * @param plugins its drop-in folder
 * @param command what starts it
 * @param jars makes its plugins
 * @param signals hears them
 */
record Installation(Contender contender, Path home, Path plugins, List<String> command, PluginJar jars, Signals signals)
        implements AutoCloseable {

    /** Starts it with the Java that runs this. */
    Engine start() {
        return start(Java.running(), List.of());
    }

    Engine start(Java java, List<String> options) {
        signals.clear();
        return Engine.start(
                home, Stream.concat(command.stream(), options.stream()).toList(), java);
    }

    long awaitReady(Engine engine) {
        return contender.awaitReady(this, engine);
    }

    /** Makes a plugin, beside the drop-in folder. */
    Path make(String id, String version) {
        return jars.write(id, version, home.resolve("made").resolve(id + "-" + version + ".jar"));
    }

    /** Waits until a plugin announces that it runs, or that it stopped. */
    long awaitPlugin(String what, String id, String version, long after) {
        try {
            return signals.await(what + ' ' + id + ' ' + version, after, Contender.PATIENCE);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(contender.name() + ": " + e.getMessage(), e);
        }
    }

    /** Waits until so many plugins have announced that they run; when the last one did. */
    long awaitPlugins(List<String> ids, String version) {
        return ids.stream()
                .mapToLong(id -> awaitPlugin("started", id, version, Long.MIN_VALUE + 1))
                .max()
                .orElseThrow();
    }

    /** A pause of random length within one look at the folder, so that nothing is measured in step with it. */
    void outOfStep(Random random) {
        Signals.pause(
                Duration.ofNanos((long) (random.nextDouble() * contender.poll().toNanos())));
    }

    @Override
    public void close() {
        signals.close();
        delete(home);
    }

    /** Unpacks an archive whose one folder becomes the given one. */
    static void unpack(Path archive, Path folder) {
        try {
            Files.createDirectories(folder);
            int code = new ProcessBuilder(
                            "tar", "-xzf", archive.toString(), "--strip-components=1", "-C", folder.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) throw new IllegalStateException("tar could not unpack " + archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a folder and all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
