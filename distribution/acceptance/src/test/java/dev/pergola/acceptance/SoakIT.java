package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deploys, updates under load and undeploys, over and over (R89, R301, R331): no call fails, and no class loader stays
 * behind. {@code mvn -Psoak verify} makes 1,000 rounds of it.
 */
class SoakIT {
    private static final int ROUNDS = Integer.getInteger("pergola.soak.rounds", 30);

    @TempDir
    Path folder;

    @Test
    void updatesUnderLoadLoseNoCallAndLeaveNothingBehind() throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        try (Instance pergola = Instance.ready(folder.resolve("data"), plugins)) {
            ProbeJar.of("soaked", "1.0.0").dropInto(plugins, "soaked.jar");
            awaitVersion(pergola, "soaked", "1.0.0");
            AtomicBoolean running = new AtomicBoolean(true);
            AtomicLong calls = new AtomicLong();
            Queue<String> failures = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                callers.add(CompletableFuture.runAsync(() -> {
                    while (running.get()) {
                        JsonNode answer = pergola.probe("soaked", "{\"text\":\"x\"}");
                        calls.incrementAndGet();
                        if (!answer.path("status").asText().equals("success")) failures.add(answer.toString());
                    }
                }));
            }
            round(pergola, plugins, 0);
            long before = loaders(pergola);

            for (int round = 1; round <= ROUNDS; round++) round(pergola, plugins, round);

            running.set(false);
            callers.forEach(CompletableFuture::join);
            assertThat(failures).isEmpty();
            assertThat(calls.get()).isGreaterThan(ROUNDS);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(loaders(pergola)).isLessThanOrEqualTo(before));
            System.out.println("soak: " + ROUNDS + " rounds, " + calls + " calls, 0 failed, class loaders " + before
                    + " before and " + loaders(pergola) + " after");
        }
    }

    /** One update of what is being called, and one plugin that comes and goes. */
    private static void round(Instance pergola, Path plugins, int round) throws IOException {
        Path guest = ProbeJar.of("guest", "1." + round + ".0").dropInto(plugins, "guest.jar");
        String version = "1." + (round + 1) + ".0";
        ProbeJar.of("soaked", version).dropInto(plugins, "soaked.jar");
        awaitVersion(pergola, "soaked", version);
        awaitVersion(pergola, "guest", "1." + round + ".0");
        Files.delete(guest);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(pergola.state("guest")).isEqualTo("ABSENT"));
    }

    private static void awaitVersion(Instance pergola, String plugin, String version) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(pergola.probe(plugin, "{}")
                                .at("/result/version")
                                .asText())
                        .isEqualTo(version));
    }

    /** Bundle class loaders that are still reachable; asking for them collects garbage first. */
    private static long loaders(Instance pergola) {
        try {
            Process jcmd = new ProcessBuilder(
                            ProcessHandle.current()
                                    .info()
                                    .command()
                                    .orElseThrow()
                                    .replaceAll("java$", "jcmd"),
                            Long.toString(pergola.process().pid()),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String histogram = new String(jcmd.getInputStream().readAllBytes());
            return histogram
                    .lines()
                    .filter(line -> line.strip().endsWith("BundleWiringImpl$BundleClassLoader"))
                    .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[1]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No bundle class loaders in:\n" + histogram));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
