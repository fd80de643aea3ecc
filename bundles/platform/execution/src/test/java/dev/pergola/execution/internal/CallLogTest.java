package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pergola.api.Result;
import dev.pergola.api.event.Event;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import dev.pergola.store.ExecutionRecord;
import dev.pergola.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** R208, R278, R283, R284. */
@Timeout(60)
final class CallLogTest {
    private TestRuntime runtime;
    private PluginInstance plugin;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(
                folder,
                new Tuning(
                        100,
                        Duration.ofSeconds(5),
                        8,
                        1_000,
                        Duration.ofSeconds(1),
                        4,
                        100,
                        1,
                        100,
                        Duration.ofDays(3),
                        2_000));
        plugin = runtime.current("sample", "1.2.3");
        TestRuntime.echo(plugin);
    }

    @AfterEach
    void stop() {
        runtime.store.beforeAppend = () -> {};
        runtime.close();
    }

    private Result<TaskResult> echo(Map<String, ?> input) {
        return runtime.calls.execute(TaskRequest.of("sample", "ECHO", input));
    }

    private ExecutionRecord recorded(Result<?> result) {
        return await().until(() -> runtime.store.find(result.call().id()), Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void everyCallIsRecordedWithWhatWentInAndOut() {
        Result<TaskResult> result = echo(Map.of("text", "hello"));

        ExecutionRecord record = recorded(result);

        assertThat(record.pluginId()).isEqualTo("sample");
        assertThat(record.version()).isEqualTo("1.2.3");
        assertThat(record.extensionType()).isEqualTo(TaskProcessor.class.getName());
        assertThat(record.extension()).isEqualTo("echo");
        assertThat(record.operation()).isEqualTo("ECHO");
        assertThat(record.status()).isEqualTo("success");
        assertThat(record.startedAt()).isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
        assertThat(record.usage().wallTime()).isPositive();
        assertThat(record.usage().allocatedBytes()).isPositive();
        assertThat(record.input()).isEqualTo(Map.of("text", "hello"));
        assertThat(record.output()).isEqualTo(Map.of("text", "hello"));
        assertThat(record.error()).isEmpty();
        assertThat(record.caller()).isEqualTo("pergola");
    }

    @Test
    void failuresAreRecordedWithTheirMessageAndLoggedWithTheirTrace() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        ((Logger) LoggerFactory.getLogger("plugin.sample")).addAppender(lines);
        Result<Boolean> result = runtime.calls.call(
                CallTarget.of(TaskProcessor.class, "sample"),
                new CallOptions("poke", Optional.empty(), Map.of(), "ada\u0000", Map.of()),
                (processor, context) -> {
                    throw new IllegalStateException("it hurts", new IllegalArgumentException("here"));
                });

        ExecutionRecord record = recorded(result);

        assertThat(record.status()).isEqualTo("failed");
        assertThat(record.operation()).isEqualTo("poke");
        assertThat(record.error()).isEqualTo("it hurts");
        assertThat(record.caller()).isEqualTo("ada\uFFFD");
        await().untilAsserted(() -> assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains(
                                result.call().id(),
                                "poke of echo",
                                "it hurts",
                                "Caused by: java.lang.IllegalArgumentException")));
    }

    @Test
    void eachCallIsAnEventToo() {
        Result<TaskResult> result = echo(Map.of());
        Result<TaskResult> rejected = runtime.calls.execute(TaskRequest.of("sample", "PLAY", Map.of()));
        assertThat(rejected.call().extension()).isEmpty();

        Event event = await().until(() -> runtime.events.sent("pergola/execution/*"), sent -> !sent.isEmpty())
                .get(0);

        assertThat(event.topic()).isEqualTo("pergola/execution/success");
        assertThat(event.data())
                .containsEntry("id", result.call().id())
                .containsEntry("plugin", "sample")
                .containsEntry("version", "1.2.3")
                .containsEntry("extension", "echo")
                .containsEntry("operation", "ECHO")
                .containsEntry("status", "success")
                .containsEntry("caller", "pergola")
                .containsKeys("wallMicros", "cpuMicros", "allocatedBytes");
    }

    @Test
    void whatIsTooLongIsReplacedByItsLength() {
        Result<TaskResult> result = echo(Map.of("text", "é".repeat(10_000)));

        ExecutionRecord record = recorded(result);

        assertThat(record.input()).isEqualTo(Map.of("truncated", true, "bytes", 20_011L));
        assertThat(record.output()).isEqualTo(record.input());
    }

    @Test
    void plainAnswersAreKeptAndOthersAreNot() {
        TestRuntime.register(plugin, HealthCheck.class, (HealthCheck) HealthCheck.Health::ok);
        for (Object answer : List.of(true, 5, 7L, 1.5, "text")) {
            assertThat(recorded(ask(answer)).output()).isEqualTo(Map.of("value", answer));
        }
        assertThat(recorded(ask(new StringBuilder("mine"))).output()).isEmpty();
    }

    private Result<Object> ask(Object answer) {
        return runtime.calls.call(
                CallTarget.of(HealthCheck.class, "sample"), CallOptions.platform("ask"), (check, context) -> answer);
    }

    @Test
    void underOverloadTheOldestAreDroppedAndNobodyWaits() {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        runtime.store.beforeAppend = () -> {
            blocked.countDown();
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
        echo(Map.of("n", -1));
        await().until(() -> blocked.getCount() == 0);

        List<Result<TaskResult>> results =
                IntStream.range(0, 500).mapToObj(n -> echo(Map.of("n", n))).toList();
        assertThat(results).allMatch(result -> result.value().isPresent());
        release.countDown();

        recorded(results.get(499));
        List<Object> kept = runtime.store.records().stream()
                .map(record -> record.input().get("n"))
                .toList();
        // The one that was being written, the hundred that may wait, and the last: it is recorded after its caller has
        // its answer, so it may find the writer released already.
        assertThat(kept).contains(-1, 499, 450).doesNotContain(0, 300).hasSizeLessThanOrEqualTo(102);
    }

    @Test
    void aStoreThatFailsHarmsNoCall() {
        runtime.store.beforeAppend = () -> {
            throw new StoreException("disk full", new java.io.IOException("no space"));
        };
        assertThat(echo(Map.of()).value()).isPresent();
        await().until(() -> !runtime.events.sent("pergola/execution/success").isEmpty());
        runtime.store.beforeAppend = () -> {};

        recorded(echo(Map.of("n", 1)));
    }

    @Test
    void theLastUseOfAPluginIsNoted() {
        Instant before = Instant.now();
        echo(Map.of());
        runtime.log.close();

        assertThat(runtime.store.touched).containsOnlyKeys("sample 1.2.3");
        assertThat(runtime.store.touched.get("sample 1.2.3")).isAfterOrEqualTo(before);
    }

    @Test
    void oldCallsAreRemovedByAgeAndNumber() {
        RecordWriter writer = new RecordWriter(
                new Tuning(1, Duration.ZERO, 1, 1, Duration.ZERO, 1, 1, 1, 100_000, Duration.ofDays(3), 2_000),
                runtime.store,
                runtime.store,
                runtime.events);
        await().until(() -> runtime.store.pruned.containsValue(2_000L));
        writer.close();

        Instant threeDaysAgo = Instant.now().minus(3, ChronoUnit.DAYS);
        assertThat(runtime.store.pruned).anySatisfy((before, most) -> {
            assertThat(most).isEqualTo(2_000L);
            assertThat(before).isCloseTo(threeDaysAgo, within(1, ChronoUnit.MINUTES));
        });
    }
}
