package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.DenialExplainer;
import java.lang.reflect.InvocationTargetException;
import java.security.AccessControlException;
import java.security.Permission;
import java.time.Duration;
import java.util.Map;
import java.util.PropertyPermission;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a call ends: with an answer, or with what the plugin threw. */
final class CallEndingsTest extends CallStories {
    /** R23, R37, R43. */
    @Test
    void aTaskIsAnsweredWithWhatItConsumed() {
        processor((task, context) -> {
            byte[] block = new byte[1_000_000];
            long end = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < end) block[0]++;
            return TaskResult.of(Map.of("type", task.type(), "input", task.input(), "id", context.executionId()));
        });

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(Status.SUCCESS);
        assertThat(result.orElseThrow().output())
                .containsEntry("type", "WORK")
                .containsEntry("input", Map.of("n", 1))
                .containsEntry("id", result.call().id());
        assertThat(result.call().plugin()).isEqualTo("sample");
        assertThat(result.call().version()).isEqualTo("1.0.0");
        assertThat(result.call().extension()).isEqualTo("worker");
        assertThat(result.call().usage().allocatedBytes()).isGreaterThan(1_000_000);
        assertThat(result.call().usage().cpuTime()).isPositive();
        assertThat(result.call().usage().wallTime()).isGreaterThanOrEqualTo(Duration.ofMillis(2));
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of(new IllegalStateException("no"), Status.FAILED, "no"),
                Arguments.of(new java.io.IOException("gone"), Status.FAILED, "gone"),
                Arguments.of(new InvalidInputException("n is odd"), Status.REJECTED, "n is odd"),
                Arguments.of(new UnsupportedTaskTypeException("WORK"), Status.REJECTED, "WORK is not supported"),
                Arguments.of(new SecurityException("read /etc"), Status.SECURITY_VIOLATION, "read /etc"),
                Arguments.of(
                        new ExecutionException(new SecurityException("read /etc")),
                        Status.SECURITY_VIOLATION,
                        "read /etc"),
                Arguments.of(new ResourceLimitExceededException("256 MB"), Status.RESOURCE_LIMIT_EXCEEDED, "256 MB"),
                Arguments.of(new OutOfMemoryError("heap"), Status.FAILED, "heap"),
                Arguments.of(new NoClassDefFoundError("a/B"), Status.FAILED, "a/B"),
                Arguments.of(new NullPointerException(), Status.FAILED, "java.lang.NullPointerException"),
                Arguments.of(
                        new InvocationTargetException(new InvalidInputException("deep")), Status.REJECTED, "deep"));
    }

    /** R24, R37. */
    @ParameterizedTest
    @MethodSource("endings")
    void whatAPluginThrowsBecomesAStatus(Throwable thrown, Status status, String message) {
        processor((task, context) -> {
            if (thrown instanceof Error error) throw error;
            throw (Exception) thrown;
        });

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(status);
        assertThat(result.failure().orElseThrow().message()).contains(message);
        assertThat(result.call().usage().wallTime()).isPositive();
        assertThatThrownBy(result::orElseThrow).hasMessageContaining(message);
    }

    /** R128. */
    @Test
    @SuppressWarnings("removal")
    void whatWasDeniedIsExplained() {
        Permission permission = new PropertyPermission("user.home", "read");
        DenialExplainer explainer = (plugin, denied) -> plugin + " lacks " + denied.getName();
        runtime.calls.setDenialExplainer(explainer);
        processor((task, context) -> {
            throw new IllegalStateException(new AccessControlException("no", permission));
        });

        assertThat(work().failure().orElseThrow().message()).contains("sample lacks user.home");

        runtime.calls.unsetDenialExplainer(explainer);
        assertThat(work().failure().orElseThrow().message()).doesNotContain("lacks");
    }

    /** R24. */
    @Test
    void aPluginThatRunsOutOfStackFailsAlone() {
        processor((task, context) -> TaskResult.of(Map.of("depth", depth(0))));

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.failure().orElseThrow().exception()).isEqualTo("java.lang.StackOverflowError");
    }

    private static int depth(int at) {
        return at < 0 ? at : 1 + depth(at + 1);
    }

    /** R24. */
    @Test
    void hostileExceptionsAreBoundedAndGuarded() {
        AtomicReference<RuntimeException> thrown = new AtomicReference<>();
        processor((task, context) -> {
            throw thrown.get();
        });

        thrown.set(new RuntimeException() {
            @Override
            public String getMessage() {
                throw new IllegalStateException("ha");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("ha");
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException("ha");
            }

            @Override
            public String toString() {
                throw new IllegalStateException("ha");
            }
        });
        assertThat(work().failure().orElseThrow().message()).contains("without a message");

        thrown.set(new RuntimeException("x".repeat(5_000_000)));
        assertThat(work().failure().orElseThrow().message()).hasSizeLessThan(3_000);

        thrown.set(new RuntimeException("a\u0000b\u001B[31m"));
        assertThat(work().failure().orElseThrow().message()).isEqualTo("a\uFFFDb\uFFFD[31m");
    }

    @Test
    void aMessageThatNeverComesIsCutOffByTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        processor((task, context) -> {
            throw new RuntimeException() {
                @Override
                public String getMessage() {
                    hang(never);
                    return "late";
                }
            };
        });

        assertThat(workWithin(SHORT).status()).isEqualTo(Status.TIMEOUT);
        never.countDown();
    }

    @Test
    void aNullAnswerIsAFailure() {
        processor((task, context) -> null);

        assertThat(work().failure().orElseThrow().message())
                .contains("worker of plugin sample")
                .contains("null");
    }
}
