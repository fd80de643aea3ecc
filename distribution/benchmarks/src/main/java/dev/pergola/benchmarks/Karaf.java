package dev.pergola.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Apache Karaf's minimal distribution.
 *
 * @param archive where it is
 * @param version its version
 * @param poll how often its deploy folder is looked at
 */
record Karaf(Path archive, String version, Duration poll) implements Contender {
    /** What its archive comes with. */
    static final Duration DEFAULT_POLL = Duration.ofSeconds(1);

    private static final String READY = "karaf-ready";

    @Override
    public String name() {
        String name = "Karaf minimal " + version;
        return poll.equals(DEFAULT_POLL) ? name : name + ", poll " + poll.toMillis() + " ms";
    }

    @Override
    public String settings() {
        String deploy = "deploy folder looked at every " + poll.toMillis() + " ms";
        return poll.equals(DEFAULT_POLL)
                ? "`bin/karaf daemon`, all defaults but a free SSH port: " + deploy
                : "the same with " + deploy + " instead (`felix.fileinstall.poll`)";
    }

    @Override
    public Installation unpack(Path folder) {
        Installation.unpack(archive, folder);
        Signals signals = new Signals();
        set(folder, "org.apache.karaf.shell.cfg", "sshPort = 8101", "sshPort = 0");
        set(
                folder,
                "org.apache.felix.fileinstall-deploy.cfg",
                "felix.fileinstall.poll          = 1000",
                "felix.fileinstall.poll          = " + poll.toMillis());
        tellWhenReady(folder, signals);
        return new Installation(
                this,
                folder,
                folder.resolve("deploy"),
                List.of(folder.resolve("bin/karaf").toString(), "daemon"),
                new PluginJar(PluginJar.Kind.KARAF, signals.port()),
                signals);
    }

    private static void set(Path folder, String file, String from, String to) {
        Path configuration = folder.resolve("etc").resolve(file);
        try {
            String text = Files.readString(configuration);
            if (!text.contains(from)) throw new IllegalStateException(configuration + " has no '" + from + "'");
            Files.writeString(configuration, text.replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds one small bundle to those that Karaf starts first, which only listens. */
    private static void tellWhenReady(Path folder, Signals signals) {
        new PluginJar(PluginJar.Kind.KARAF_READY, signals.port())
                .write(
                        READY,
                        "1.0.0",
                        folder.resolve("system/dev/pergola/" + READY + "/1.0.0/" + READY + "-1.0.0.jar"));
        try {
            Files.writeString(
                    folder.resolve("etc/startup.properties"),
                    "\nmvn\\:dev.pergola/" + READY + "/1.0.0 = 14\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long awaitReady(Installation installation, Engine engine) {
        return installation.signals().await("ready " + READY + " 1.0.0", engine.startedAt(), PATIENCE);
    }
}
