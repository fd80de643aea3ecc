package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.Refusal;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.SandboxUsage;
import dev.pergola.api.Status;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import dev.pergola.execution.Tier;
import dev.pergola.execution.TierPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which tier a call runs at, where there are two. */
@Timeout(60)
final class TierPolicyTest {
    private final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private static final SandboxUsage USED = new SandboxUsage(1, 2, 3, 4);

    private volatile Throwable crash;
    private volatile boolean hangs;
    private TestRuntime runtime;
    private PluginInstance trusted;
    private PluginInstance untrusted;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(folder);
        runtime.calls.addDispatcher(new Elsewhere());
        trusted = runtime.current("trusted", "1.0.0");
        untrusted = runtime.current("untrusted", "1.0.0");
        TestRuntime.echo(trusted);
        TestRuntime.echo(untrusted);
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private Result<TaskResult> echo(String plugin) {
        return runtime.calls.execute(TaskRequest.of(plugin, "ECHO", Map.of()));
    }

    private static Tier byTrust(PluginInstance instance, TierPolicy.Asked call) {
        return instance.metadata().id().equals("untrusted") && call.portable() ? Tier.SANDBOX : Tier.IN_PROCESS;
    }

    @Test
    void everythingRunsInProcessWhereNobodyChooses() {
        assertThat(echo("untrusted").status()).isEqualTo(Status.SUCCESS);
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void thePolicyChoosesForEachInstanceAndCall() {
        List<TierPolicy.Asked> asked = new CopyOnWriteArrayList<>();
        runtime.calls.setTierPolicy((instance, call) -> {
            asked.add(call);
            return byTrust(instance, call);
        });
        TestRuntime.register(untrusted, HealthCheck.class, (HealthCheck) HealthCheck.Health::ok);

        assertThat(echo("trusted").orElseThrow().output()).isEmpty();
        assertThat(echo("untrusted").orElseThrow().output()).containsEntry("ran", "elsewhere");
        Result<Boolean> health = runtime.calls
                .callInstance(
                        untrusted,
                        HealthCheck.class,
                        CallOptions.platform("health"),
                        (check, context) -> check.check().healthy())
                .get(0);

        assertThat(health.orElseThrow()).isTrue();
        assertThat(elsewhere).containsExactly("untrusted ECHO");
        assertThat(asked)
                .extracting(TierPolicy.Asked::operation, TierPolicy.Asked::portable, TierPolicy.Asked::lifecycle)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ECHO", true, false),
                        org.assertj.core.groups.Tuple.tuple("ECHO", true, false),
                        org.assertj.core.groups.Tuple.tuple("health", false, true));
    }

    @Test
    void aPolicyThatGoesLeavesTheNextOneInItsPlace() {
        TierPolicy first = (instance, call) -> Tier.IN_PROCESS;
        TierPolicy second = TierPolicyTest::byTrust;
        runtime.calls.setTierPolicy(first);
        runtime.calls.setTierPolicy(second);
        runtime.calls.unsetTierPolicy(first);
        assertThat(echo("untrusted").orElseThrow().output()).containsKey("ran");

        runtime.calls.unsetTierPolicy(second);
        assertThat(echo("untrusted").refusal())
                .as("nothing runs here on nobody's word")
                .contains(Refusal.NOT_SUPPORTED);
    }

    @Test
    void aCallNeverRunsAtAnotherTierThanTheChosenOne() {
        runtime.calls.setTierPolicy((instance, call) -> Tier.SANDBOX);
        TestRuntime.register(trusted, HealthCheck.class, (HealthCheck) HealthCheck.Health::ok);
        Result<Boolean> health = runtime.calls.call(
                new CallTarget<>(HealthCheck.class, "trusted", Optional.empty(), Optional.empty()),
                CallOptions.platform("health"),
                (check, context) -> check.check().healthy());
        assertThat(health.refusal()).contains(Refusal.NOT_SUPPORTED);
        assertThat(health.failure().orElseThrow().message())
                .contains("Only tasks")
                .contains("trusted");

        runtime.calls.setTierPolicy((instance, call) -> {
            throw new IllegalStateException("no trust store");
        });
        assertThat(echo("trusted").failure().orElseThrow().message()).contains("no trust store");

        runtime.calls.setTierPolicy(TierPolicy.IN_PROCESS);
        assertThat(echo("trusted").status()).isEqualTo(Status.SUCCESS);
        assertThat(runtime.calls.running()).isEmpty();
        assertThat(runtime.instances.drain(trusted, java.time.Duration.ofSeconds(5)))
                .isTrue();
    }

    /** One crash is one failure, however many calls it took with it. */
    @Test
    void whatATierLosesAtOnceOpensNoCircuit() {
        runtime.calls.setTierPolicy(TierPolicyTest::byTrust);
        crash = new IllegalStateException("The sandbox ended");
        for (int i = 0; i < 20; i++)
            assertThat(echo("untrusted").failure().orElseThrow().message()).contains("The sandbox ended");
        crash = null;

        assertThat(echo("untrusted").status()).isEqualTo(Status.SUCCESS);
    }

    /** R284: whoever gives up a call asks the tier what it has cost until then. */
    @Test
    void whatACallHasConsumedElsewhereIsKnownWhenItIsGivenUp() {
        runtime.calls.setTierPolicy(TierPolicyTest::byTrust);
        hangs = true;
        Result<TaskResult> result = runtime.calls.execute(new TaskRequest(
                "untrusted",
                java.util.Optional.empty(),
                java.util.Optional.of("ECHO"),
                Map.of(),
                Map.of(),
                java.util.Optional.of(java.time.Duration.ofMillis(200)),
                "test"));

        assertThat(result.status()).isEqualTo(Status.TIMEOUT);
        assertThat(result.call().usage().sandbox()).contains(USED);
    }

    private final class Elsewhere implements Dispatcher {
        @Override
        public Tier tier() {
            return Tier.SANDBOX;
        }

        @Override
        @SuppressWarnings("unchecked") // A task's answer is a TaskResult.
        public <T> Outcome<T> dispatch(PluginInstance instance, Invocation<T> invocation, ExecutionContext context) {
            String type = ((TaskInvocation) invocation).task().type();
            elsewhere.add(instance.metadata().id() + " " + type);
            Throwable failure = crash;
            if (failure != null) return new Threw<>(failure, ResourceUsage.NONE, true);
            if (hangs) return hang();
            return new Answered<>((T) TaskResult.of(Map.of("ran", "elsewhere")), ResourceUsage.NONE);
        }

        @Override
        public ResourceUsage consumed(PluginInstance instance, String executionId) {
            return new ResourceUsage(java.time.Duration.ZERO, java.time.Duration.ZERO, 0, java.util.Optional.of(USED));
        }

        private static <T> Outcome<T> hang() {
            try {
                new java.util.concurrent.CountDownLatch(1).await();
            } catch (InterruptedException cancelled) {
                return new Threw<>(cancelled, ResourceUsage.NONE);
            }
            throw new IllegalStateException("Nobody opens it");
        }
    }
}
