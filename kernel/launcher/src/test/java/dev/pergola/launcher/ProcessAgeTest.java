package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessAgeTest {
    @TempDir
    Path proc;

    @Test
    void countsFromTheStartOfTheProcessNotOfTheJvm() {
        Duration jvm = Duration.ofMillis(System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime());
        assertThat(ProcessAge.now()).isBetween(jvm.minusMillis(20), jvm.plusSeconds(5));
    }

    @Test
    void readsWhatLinuxTells() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        // A program's name may hold anything.
        Files.writeString(proc.resolve("self/stat"), "7 (a) b (c) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0");
        Files.writeString(proc.resolve("uptime"), "124.45 200.00\n");
        assertThat(ProcessAge.now(proc)).isEqualTo(Duration.ofMillis(1000));
    }

    @Test
    void fallsBackOnTheJvm() throws IOException {
        assertThat(ProcessAge.now(proc)).isPositive();
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("self/stat"), "7 (a) S");
        Files.writeString(proc.resolve("uptime"), "1.0");
        assertThat(ProcessAge.now(proc)).isPositive();
    }
}
