package dev.pergola.benchmarks;

import dev.pergola.benchmarks.Engine.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pergola's archive.
 *
 * @param archive where it is
 * @param variant how much of it
 */
record Pergola(Path archive, Variant variant) implements Contender {
    /** What of it runs. */
    enum Variant {
        /** All. */
        FULL,
        /** Neither HTTP API nor shell. */
        CORE,
        /** All but what looks into jars before they are let in. */
        UNVETTED
    }

    private static final Pattern READY = Pattern.compile("ready (\\S+).*");

    @Override
    public String name() {
        return switch (variant) {
            case FULL -> "Pergola";
            case CORE -> "Pergola, core only";
            case UNVETTED -> "Pergola, without vetting";
        };
    }

    @Override
    public String settings() {
        return switch (variant) {
            case FULL -> "`bin/pergola run --no-shell`, all defaults: serial collector, watch interval 100 ms";
            case CORE -> "the same with `http.enabled=false`, and without the bundles of HTTP and shell";
            case UNVETTED -> "the same without the bundle of vetting";
        };
    }

    @Override
    public Duration poll() {
        return Duration.ofMillis(100);
    }

    @Override
    public Installation unpack(Path folder) {
        Installation.unpack(archive, folder);
        Signals signals = new Signals();
        List<String> command = new ArrayList<>(List.of(
                folder.resolve("bin/pergola").toString(),
                "run",
                "--no-shell",
                "--set",
                "plugins.security.default-permissions=network.socket,network.listen,service.provide"));
        command.addAll(
                switch (variant) {
                    case FULL -> List.of("--http-port", "0");
                    case CORE ->
                        List.of(
                                "--set",
                                "http.enabled=false",
                                "--set",
                                "kernel.bundles-exclude=dev.pergola.shell-*.jar,dev.pergola.http-*.jar,"
                                        + "org.apache.felix.gogo*.jar,org.apache.felix.http*.jar,jline*.jar,"
                                        + "commons-*.jar");
                    case UNVETTED ->
                        List.of("--http-port", "0", "--set", "kernel.bundles-exclude=dev.pergola.vetting-*.jar");
                });
        return new Installation(
                this,
                folder,
                folder.resolve("plugins"),
                command,
                new PluginJar(PluginJar.Kind.PERGOLA, signals.port()),
                signals);
    }

    @Override
    public long awaitReady(Installation installation, Engine engine) {
        return ready(engine).at();
    }

    /** The archive of loaded classes. */
    @Override
    public void settle(Installation installation) {
        Path archives = installation.home().resolve("lib/archive");
        for (int looks = 0; looks < 240; looks++) {
            try (Stream<Path> files = Files.list(archives)) {
                if (files.anyMatch(file -> file.toString().endsWith(".jsa"))) return;
            } catch (IOException notYet) {
                // The folder comes with the first start.
            }
            Signals.pause(Duration.ofMillis(250));
        }
        throw new IllegalStateException("No archive of loaded classes came to " + archives);
    }

    /** Where its HTTP API is. */
    static String address(Engine engine) {
        Matcher matcher = READY.matcher(ready(engine).text());
        if (!matcher.matches()) throw new IllegalStateException(engine.said());
        return matcher.group(1);
    }

    private static Line ready(Engine engine) {
        return engine.awaitLine(
                line -> READY.matcher(line.text()).matches() ? Optional.of(line) : Optional.empty(), PATIENCE);
    }
}
