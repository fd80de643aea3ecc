package dev.pergola.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pergola.sandbox.internal.containment.Box;
import dev.pergola.sandbox.internal.containment.Brake;
import dev.pergola.sandbox.internal.containment.Contained;
import dev.pergola.sandbox.internal.containment.Containment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a process from outside, and what is done about it: with real processes. */
class QuotasTest {
    private static final SandboxSettings SETTINGS = SandboxSettings.from(Map.of(
            "pergola.limits.cpu-percent", "20",
            "pergola.limits.storage-mb", "1",
            "pergola.sandbox.cpu-time", "10s")::get);

    @TempDir
    Path folder;

    private Path data;
    private Path own;
    private Containment plain;
    private Brake brake;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "only Linux tells so much of a process");
        data = Files.createDirectories(folder.resolve("data"));
        own = Files.createDirectories(folder.resolve("own"));
        plain = dev.pergola.sandbox.internal.containment.Probe.run(
                        JavaCommand.home(),
                        List.of(),
                        SandboxSettings.from(Map.of("pergola.sandbox.isolation", "C")::get)
                                .isolation())
                .containment()
                .orElseThrow();
        brake = new Brake();
    }

    @AfterEach
    void close() {
        if (brake != null) brake.close();
        if (plain != null) plain.close();
    }

    private Contained run(String script) throws IOException {
        Box box = new Box(folder, folder, List.of(), List.of(), List.of());
        return plain.start(List.of("/bin/sh", "-c", script), box, SETTINGS.limits());
    }

    @Test
    void oneThatIsAheadOfItsShareIsHaltedForAsLongAsItIsAhead() throws Exception {
        try (Contained busy = run("while :; do :; done")) {
            Quotas quotas = new Quotas(SETTINGS, busy, data, own, 0, brake);
            quotas.loaded();
            long begin = System.nanoTime();
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                assertThat(quotas.look(1)).isEmpty();
                return System.nanoTime() - begin > 2_000_000_000L;
            });

            double share = (double) quotas.usage().cpu().toNanos() / (System.nanoTime() - begin);
            assertThat(share).isPositive().isLessThan(0.6);
        }
    }

    @Test
    void oneThatIsHaltedWhenItIsToGoIsLetGoOn() throws Exception {
        try (Contained busy = run("while :; do :; done")) {
            Quotas quotas = new Quotas(SETTINGS, busy, data, own, 0, brake);
            quotas.loaded();
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                assertThat(quotas.look(1)).isEmpty();
                return state(busy).equals("T");
            });

            quotas.close();

            await().until(() -> !state(busy).equals("T"));
            assertThat(quotas.look(1)).isEmpty();
        }
    }

    private static String state(Contained process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[0];
    }

    @Test
    void oneThatFillsItsFolderHasToGoAndOneThatFoundItFullHasNot() throws Exception {
        try (Contained idle = run("sleep 60")) {
            Quotas quotas = new Quotas(SETTINGS, idle, data, own, 0, brake);
            quotas.loaded();
            Files.write(data.resolve("more"), new byte[2 * 1024 * 1024]);
            await().until(() -> quotas.look(1).orElse("").contains("limits.storage-mb is 1"));

            Quotas next = new Quotas(SETTINGS, idle, data, own, 0, brake);
            next.loaded();
            await().during(Duration.ofMillis(1_300))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> next.look(1).isEmpty());
        }
    }

    @Test
    void oneThatMakesMoreFilesThanThereMayBeHasToGoEvenWhereTheyAreEmpty() throws Exception {
        try (Contained idle = run("sleep 60")) {
            Quotas quotas = new Quotas(SETTINGS, idle, data, own, 0, brake);
            quotas.loaded();
            for (int i = 0; i < 1_025; i++) Files.createFile(data.resolve("file" + i));

            await().until(() -> quotas.look(1).orElse("").contains("its folder has more than 1024 files"));

            Quotas next = new Quotas(SETTINGS, idle, data, own, 0, brake);
            next.loaded();
            await().during(Duration.ofMillis(1_300))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> next.look(1).isEmpty());
        }
    }

    @Test
    void oneThatFoundTooManyFilesMayNotMakeMore() throws Exception {
        for (int i = 0; i < 1_100; i++) Files.createFile(data.resolve("file" + i));
        try (Contained idle = run("sleep 60")) {
            Quotas quotas = new Quotas(SETTINGS, idle, data, own, 0, brake);
            quotas.loaded();
            assertThat(quotas.look(1)).isEmpty();

            Files.createFile(data.resolve("one more"));

            await().until(() -> quotas.look(1).orElse("").contains("its folder has more than 1101 files"));
        }
    }

    @Test
    void oneThatFillsTheFolderThatItRunsInHasToGoEvenWhereItHasNothingToDo() throws Exception {
        Files.write(own.resolve("there"), new byte[2 * 1024 * 1024]);
        try (Contained idle = run("sleep 60")) {
            Quotas quotas = new Quotas(SETTINGS, idle, data, own, 0, brake);
            quotas.loaded();
            assertThat(quotas.look(1)).isEmpty();

            Files.write(own.resolve("more"), new byte[9 * 1024 * 1024]);

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> quotas.look(0).orElse("").contains("the folder that its process runs in has"));
        }
    }

    @Test
    void oneThatHasEndedUsesNothing() throws Exception {
        try (Contained over = run("exit 0")) {
            over.process().waitFor();
            Quotas quotas = new Quotas(SETTINGS, over, data, own, 0, brake);
            quotas.loaded();
            assertThat(quotas.look(1)).isEmpty();
        }
    }
}
