package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import dev.pergola.execution.TierPolicy;
import dev.pergola.store.ExecutionRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** Whom a call reaches, and why it reaches nobody. */
final class CallTargetsTest extends CallStories {
    @Test
    void callsThatCannotBeMadeSayWhy() {
        assertThat(messageOf(TaskRequest.of("nobody", "WORK", Map.of()))).contains("No plugin nobody is active");
        assertThat(messageOf(TaskRequest.of("sample", "WORK", Map.of())))
                .contains("no task processor in plugin sample");
        processor((task, context) -> TaskResult.of(Map.of()));
        assertThat(messageOf(TaskRequest.of("sample", "PLAY", Map.of())))
                .contains("type PLAY")
                .contains("[WORK]");
        assertThat(messageOf(new TaskRequest(
                        "sample",
                        Optional.of("9.9.9"),
                        Optional.of("WORK"),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        "t")))
                .contains("Version 9.9.9 of plugin sample")
                .contains("[1.0.0]");
        assertThat(call(CallTarget.of(HealthCheck.class, "sample"))
                        .failure()
                        .orElseThrow()
                        .message())
                .contains("no HealthCheck in plugin sample 1.0.0");
        assertThat(call(new CallTarget<>(TaskProcessor.class, "sample", Optional.empty(), Optional.of("other")))
                        .failure()
                        .orElseThrow()
                        .message())
                .contains("no TaskProcessor named other")
                .contains("[worker]");
    }

    private String messageOf(TaskRequest request) {
        Result<TaskResult> result = runtime.calls.execute(request);
        assertThat(result.status()).isEqualTo(Status.REJECTED);
        return result.failure().orElseThrow().message();
    }

    private <E> Result<Boolean> call(CallTarget<E> target) {
        return runtime.calls.call(target, CallOptions.platform("test"), (extension, context) -> true);
    }

    @Test
    void aTaskWithoutATypeIsOfTheFirstTypeOfTheHighestRankedProcessor() {
        TaskProcessor tellingType = (task, context) -> TaskResult.of(Map.of("type", task.type()));
        TestRuntime.register(plugin, TaskProcessor.class, tellingType, "service.ranking", 9, "component.name", "any");
        assertThat(typeWhereNoneIsAskedFor()).isEqualTo("");

        processor(tellingType);
        assertThat(typeWhereNoneIsAskedFor()).isEqualTo("WORK");

        TestRuntime.register(
                plugin,
                TaskProcessor.class,
                tellingType,
                "pergola.task.types",
                new String[] {"*", "SECOND", "ANOTHER"},
                "service.ranking",
                5);
        assertThat(typeWhereNoneIsAskedFor()).isEqualTo("SECOND");
        await().untilAsserted(() -> assertThat(runtime.store.records())
                .extracting(ExecutionRecord::operation)
                .contains("", "WORK", "SECOND"));
    }

    private Object typeWhereNoneIsAskedFor() {
        return runtime.calls
                .execute(TaskRequest.of("sample", Map.of()))
                .orElseThrow()
                .output()
                .get("type");
    }

    @Test
    void aServiceThatDoesNotStartIsAFailureWithAHint() {
        ServiceFactory<TaskProcessor> broken = new ServiceFactory<>() {
            @Override
            public TaskProcessor getService(Bundle bundle, ServiceRegistration<TaskProcessor> registration) {
                throw new IllegalStateException("constructor failed");
            }

            @Override
            public void ungetService(
                    Bundle bundle, ServiceRegistration<TaskProcessor> registration, TaskProcessor service) {}
        };
        TestRuntime.register(plugin, TaskProcessor.class, broken);

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.failure().orElseThrow().message())
                .contains("did not start")
                .contains("sample");
    }

    @Test
    void servicesAreHeldWhileRegisteredAndReleasedAfter() {
        AtomicReference<String> last = new AtomicReference<>("");
        ServiceFactory<TaskProcessor> factory = new ServiceFactory<>() {
            @Override
            public TaskProcessor getService(Bundle bundle, ServiceRegistration<TaskProcessor> registration) {
                last.updateAndGet(text -> text + "get ");
                return (task, context) -> TaskResult.of(Map.of());
            }

            @Override
            public void ungetService(
                    Bundle bundle, ServiceRegistration<TaskProcessor> registration, TaskProcessor service) {
                last.updateAndGet(text -> text + "unget");
            }
        };
        ServiceRegistration<?> registration = TestRuntime.register(plugin, TaskProcessor.class, factory);
        assertThat(last.get()).isEmpty();

        assertThat(work().status()).isEqualTo(Status.SUCCESS);
        assertThat(work().status()).isEqualTo(Status.SUCCESS);
        assertThat(last.get()).isEqualTo("get ");

        registration.unregister();
        assertThat(last.get()).isEqualTo("get unget");
        assertThat(work().status()).isEqualTo(Status.REJECTED);
    }

    @Test
    void theLifecycleReachesAnInstanceThatNobodyElseCan() {
        PluginInstance hidden = runtime.admit("hidden", "2.0.0");
        TestRuntime.register(hidden, LifecycleHook.class, new LifecycleHook() {}, "component.name", "a");
        TestRuntime.register(
                hidden, LifecycleHook.class, new LifecycleHook() {}, "component.name", "b", "service.ranking", 5);

        assertThat(call(CallTarget.of(LifecycleHook.class, "hidden")).status()).isEqualTo(Status.REJECTED);
        assertThat(hook(hidden)).containsExactly("b", "a");

        assertThat(runtime.instances.drain(hidden, SHORT)).isTrue();
        assertThat(hook(hidden)).as("cleanup comes after the drain").containsExactly("b", "a");

        runtime.instances.remove(hidden);
        assertThatThrownBy(() -> hook(hidden)).hasMessageContaining("has been removed");
    }

    private List<String> hook(PluginInstance instance) {
        return runtime
                .calls
                .callInstance(instance, LifecycleHook.class, CallOptions.platform("initialize"), (hook, context) -> {
                    hook.initialize(instance.context());
                    return true;
                })
                .stream()
                .peek(result -> assertThat(result.status()).isEqualTo(Status.SUCCESS))
                .map(result -> result.call().extension())
                .toList();
    }

    @Test
    void withoutATierThereAreNoCalls() {
        processor((task, context) -> TaskResult.of(Map.of()));
        var other = new dev.pergola.execution.Dispatcher() {
            @Override
            public dev.pergola.execution.Tier tier() {
                return dev.pergola.execution.Tier.SANDBOX;
            }

            @Override
            public <T> Outcome<T> dispatch(
                    PluginInstance instance, Invocation<T> invocation, dev.pergola.api.ExecutionContext context) {
                return new Threw<>(
                        new ResourceLimitExceededException("memory"),
                        new dev.pergola.api.ResourceUsage(Duration.ZERO, Duration.ofHours(1), 1L << 40));
            }
        };
        InProcessDispatcher inProcess = new InProcessDispatcher();
        Calls calls = new Calls(runtime.instances, runtime.log, runtime.tallies, new Tiers(false));
        TaskRequest request = TaskRequest.of("sample", "WORK", Map.of());

        assertThat(calls.execute(request).failure().orElseThrow().message()).contains("no tier");

        calls.addDispatcher(other);
        assertThat(calls.execute(request).failure().orElseThrow().message()).contains("no tier IN_PROCESS");
        TierPolicy elsewherePolicy = (instance, call) -> other.tier();
        calls.setTierPolicy(elsewherePolicy);
        Result<TaskResult> elsewhere = calls.execute(request);
        assertThat(elsewhere.status()).isEqualTo(Status.RESOURCE_LIMIT_EXCEEDED);
        assertThat(elsewhere.call().usage().cpuTime()).isGreaterThan(Duration.ofHours(1));
        assertThat(elsewhere.call().usage().allocatedBytes()).isGreaterThan(1L << 40);

        calls.addDispatcher(inProcess);
        calls.setTierPolicy(TierPolicy.IN_PROCESS);
        calls.unsetTierPolicy(elsewherePolicy);
        assertThat(calls.execute(request).status()).isEqualTo(Status.SUCCESS);
        calls.removeDispatcher(inProcess);
        calls.removeDispatcher(other);
        assertThat(calls.execute(request).status()).isEqualTo(Status.REJECTED);
        calls.close();
    }
}
