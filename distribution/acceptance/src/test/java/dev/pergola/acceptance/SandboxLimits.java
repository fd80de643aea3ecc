package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plugin that takes more than there is for it is told which limit it met, and neither the kernel nor another plugin
 * notices (R105, R106, R109, R292). Without permissions and without a look at the jar, so that what holds it is the limit.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SandboxLimits {
    Path folder;
    Instance pergola;

    private final String isolation;

    SandboxLimits(String isolation) {
        this.isolation = isolation;
    }

    @BeforeAll
    void start(@TempDir Path given) throws Exception {
        folder = given;
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        pergola = Instance.quick(
                folder.resolve("data"),
                plugins,
                "--insecure",
                "--set",
                "kernel.bundles-exclude=dev.pergola.vetting*",
                "--set",
                "sandbox.plugins=" + HostileSet.ID,
                "--set",
                "sandbox.isolation=" + isolation,
                "--set",
                "limits.memory-mb=64",
                "--set",
                "limits.cpu-percent=100",
                "--set",
                "limits.storage-mb=16",
                "--set",
                "limits.disk-mb-per-second=16",
                "--set",
                "limits.execution-timeout=20s",
                "--set",
                "sandbox.threads=100",
                "--set",
                "sandbox.open-files=256",
                "--set",
                "sandbox.file-mb=8",
                "--set",
                "sandbox.scratch-mb=16",
                "--set",
                "sandbox.cpu-time=3s");
        HostileSet.dropInto(plugins);
        ProbeJar.of("beside", "1.0.0").dropInto(plugins);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> pergola.state(HostileSet.ID).equals("ACTIVE")
                        && pergola.state("beside").equals("ACTIVE"));
    }

    @AfterAll
    void stop() {
        pergola.close();
    }

    @AfterEach
    void nobodyElseNotices() {
        assertThat(pergola.probe("beside", "{}").path("status").asText()).isEqualTo("success");
        assertThat(harm("nothing").path("status").asText()).isEqualTo("success");
    }

    final JsonNode harm(String deed) {
        return harm(deed, "");
    }

    final JsonNode harm(String deed, String input) {
        return HostileSet.harm(pergola, deed, input, "");
    }

    final void isOverLimit(JsonNode answer, String... words) {
        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("resource_limit_exceeded");
        assertThat(answer.at("/error/message").asText()).contains(words);
    }

    @Test
    void threads() {
        isOverLimit(harm("threads"), "sandbox.threads", "100");
    }

    @Test
    void memoryOfTheHeap() {
        isOverLimit(harm("heap"), "limits.memory-mb", "64");
    }

    @Test
    void memoryOutsideOfTheHeap() {
        isOverLimit(harm("off-heap"), "sandbox.native-memory-mb");
    }

    @Test
    void openFiles() {
        isOverLimit(harm("open-files"), "sandbox.open-files is 256");
    }

    @Test
    void theSizeOfAFile() {
        isOverLimit(harm("large-file"), "sandbox.file-mb is 8");
    }

    @Test
    void allItsFilesTogether() {
        isOverLimit(harm("many-files"), "limits.storage-mb is 16");
    }

    /** It is slowed down and not ended: a hundred megabytes take six seconds, and a moment where nobody counts. */
    @Test
    void howMuchItWritesInASecond() throws IOException {
        assumeThat(Files.getFileStore(folder).type()).as("written to a disk").isNotEqualTo("tmpfs");

        JsonNode answer = harm("disk-rate", ",\"megabytes\":96");

        assertThat(answer.at("/result/came").asText()).as("%s", answer).isEqualTo("96 MiB");
        assertThat(answer.path("execution_time_ms").asLong()).isGreaterThan(3_000);
    }

    @Test
    void timeOfTheProcessor() {
        isOverLimit(harm("cpu-burn", ",\"millis\":15000"), "sandbox.cpu-time is 3000 ms");
    }

    @Test
    void aResultOfTooManyValues() {
        isOverLimit(harm("giant-result"), "1000000 values");
    }

    @Test
    void aStackThatOverflowsIsAFailedCall() {
        JsonNode answer = harm("stack-overflow");

        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("failed");
        assertThat(answer.at("/error/exception").asText()).contains("StackOverflowError");
    }

    /** R283, R284: of what ended well, and of what did not. */
    @Test
    void whatItUsedIsOnTheRecordOfTheCall() {
        String wrote =
                harm("disk-rate", ",\"megabytes\":8").path("execution_id").asText();
        String filled = harm("many-files").path("execution_id").asText();
        String burnt =
                harm("cpu-burn", ",\"millis\":15000").path("execution_id").asText();

        await().untilAsserted(() -> {
            assertThat(usedOf(wrote, "/sandbox/memory_bytes")).isGreaterThan(10 << 20);
            assertThat(usedOf(wrote, "/sandbox/disk_bytes")).isGreaterThanOrEqualTo(8 << 20);
            assertThat(usedOf(filled, "/sandbox/storage_bytes")).isGreaterThan(16 << 20);
            assertThat(usedOf(burnt, "/cpu_time_ms")).isGreaterThan(2_000);
        });
    }

    private long usedOf(String execution, String what) {
        return pergola.json("/api/v1/executions/" + execution)
                .path("usage")
                .at(what)
                .asLong();
    }

    @Test
    void aCrashOfNativeCodeIsAFailedCall() {
        JsonNode answer = harm("native-crash");

        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("failed");
        assertThat(answer.at("/error/message").asText()).contains("a crash of native code");
    }

    @Test
    void aProcessThatEndsItselfIsAFailedCall() {
        assertThat(harm("halt").at("/error/message").asText()).contains("ended by itself, with code 41");
        assertThat(harm("exit").at("/error/message").asText()).contains("ended by itself, with code 42");
    }

    @Test
    void aFloodOfOutputIsCutAndCounted() throws IOException {
        assertThat(harm("output-flood").at("/result/came").asText()).isEqualTo("20 MB");
        // It is counted with the first line of a later second.
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            harm("one-line");
            return logs().contains("lines more were logged or printed in the sandbox");
        });
        assertThat(logs().length()).isLessThan(5_000_000);
    }

    private String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(folder.resolve("data"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".log")).toList()) all.append(Files.readString(file));
        }
        return all.toString();
    }
}
