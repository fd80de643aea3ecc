package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.node.Node;
import dev.pergola.api.node.NodeProvider;
import dev.pergola.api.node.NodeSpecification;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R61, R62. */
@Timeout(60)
final class RegistryTest {
    /** An extension point of a plugin's own. */
    interface Step extends UnaryOperator<String> {}

    private TestRuntime runtime;
    private Registry registry;
    private PluginInstance a;
    private PluginInstance b;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(
                folder,
                new Tuning(
                        100,
                        Duration.ofSeconds(5),
                        8,
                        3,
                        Duration.ofMinutes(1),
                        3,
                        50,
                        1,
                        10_000,
                        Duration.ofDays(1),
                        10_000));
        registry = runtime.registry();
        a = runtime.current("a", "1.0.0", new Limits(Duration.ofSeconds(1), 20));
        b = runtime.current("b", "1.0.0");
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private void step(PluginInstance instance, String name, int ranking, Step step) {
        TestRuntime.register(
                instance, Step.class, step, "component.name", name, "service.ranking", ranking, "size", name.length());
    }

    private static List<String> names(List<Extension> extensions) {
        return extensions.stream().map(Extension::name).toList();
    }

    @Test
    void extensionsAreOrderedByRankingPluginAndName() {
        step(b, "beta", 1, text -> text);
        step(b, "alpha", 1, text -> text);
        step(a, "zeta", 1, text -> text);
        step(a, "top", 9, text -> text);
        TestRuntime.echo(runtime.admit("hidden", "1.0.0"));

        assertThat(names(registry.extensions(Step.class))).containsExactly("top", "zeta", "alpha", "beta");
        assertThat(registry.extensions()).hasSize(4);
        assertThat(registry.extensions(HealthCheck.class)).isEmpty();
    }

    @Test
    void anExtensionTellsWhatItIs() {
        TestRuntime.register(
                a,
                Step.class,
                (Step) text -> text,
                "pergola.extension.named",
                "mine",
                "component.name",
                "dev.x.Mine",
                "service.ranking",
                7,
                "list",
                new String[] {"x", "y"},
                "numbers",
                new int[] {1, 2},
                "more",
                List.of("z", 1.5, new Object()),
                "thing",
                new Thread("not data"),
                "flag",
                true);

        Extension extension = registry.extensions(Step.class).get(0);

        assertThat(extension.type()).isEqualTo(Step.class.getName());
        assertThat(extension.name()).isEqualTo("mine");
        assertThat(extension.plugin()).isEqualTo("a");
        assertThat(extension.version()).isEqualTo("1.0.0");
        assertThat(extension.ranking()).isEqualTo(7);
        assertThat(extension.attributes())
                .containsEntry("list", List.of("x", "y"))
                .containsEntry("numbers", List.of(1, 2))
                .containsEntry("more", List.of("z", 1.5))
                .containsEntry("flag", true)
                .containsEntry("component.name", "dev.x.Mine")
                .doesNotContainKeys("thing", "service.id", "objectClass", "service.ranking");
    }

    @Test
    void withoutANameTheTypeStandsInAndServicesOfOsgiAreNoExtensions() {
        TestRuntime.register(a, Step.class, (Step) text -> text);
        a.bundle()
                .getBundleContext()
                .registerService(
                        org.osgi.framework.hooks.service.FindHook.class,
                        (context, name, filter, all, references) -> {},
                        null);

        assertThat(names(registry.extensions())).containsExactly("Step");
    }

    @Test
    void allAreCalledInParallelEachWithItsOwnResult() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        step(a, "one", 3, text -> met(together) + text);
        step(a, "two", 2, text -> met(together) + text);
        step(b, "three", 1, text -> met(together) + text);

        List<Result<String>> results = registry.executeAll(Step.class, (step, context) -> {
            String answer = step.apply("x");
            if (context.plugin().plugin().id().equals("b")) throw new IllegalStateException("b is broken");
            return answer;
        });

        assertThat(results).extracting(Result::status).containsExactly(Status.SUCCESS, Status.SUCCESS, Status.FAILED);
        assertThat(results).extracting(result -> result.call().extension()).containsExactly("one", "two", "three");
        assertThat(results.get(2).failure().orElseThrow().message()).isEqualTo("b is broken");
    }

    private static String met(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
            return "met ";
        } catch (Exception alone) {
            throw new IllegalStateException(alone);
        }
    }

    @Test
    void onlySoManyAtATime() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < 12; i++) {
            step(a, "s" + i, 0, text -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                now.decrementAndGet();
                return text;
            });
        }

        List<Result<String>> results = registry.executeAll(Step.class, (step, context) -> step.apply("x"));

        assertThat(results).hasSize(12).allMatch(result -> result.status() == Status.SUCCESS);
        assertThat(most.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void oneThatHangsTimesOutAloneAndOnTime() {
        CountDownLatch never = new CountDownLatch(1);
        step(b, "slow", 9, text -> text);
        step(a, "hangs", 5, text -> {
            try {
                never.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return text;
        });

        List<Result<String>> results = registry.executeAll(Step.class, (step, context) -> step.apply("x"));

        assertThat(results).extracting(Result::status).containsExactly(Status.SUCCESS, Status.TIMEOUT);
        await().until(() -> runtime.calls.running().isEmpty());
    }

    @Test
    void theFilterChoosesByAttribute() {
        step(a, "long", 1, text -> text);
        step(a, "longer", 2, text -> text);

        List<Result<String>> results = registry.executeAll(
                Step.class,
                extension -> extension.attributes().get("size").equals(4),
                (step, context) -> step.apply("x"));

        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.call().extension()).isEqualTo("long"));
    }

    @Test
    void aPipelineFeedsEachWithTheLastOnesAnswer() {
        step(a, "first", 3, text -> text + "1");
        step(b, "second", 2, text -> text + "2");
        step(a, "third", 1, text -> text + "3");

        assertThat(registry.executePipeline(Step.class, "x", (step, text, context) -> step.apply(text))
                        .orElseThrow())
                .isEqualTo("x123");
        assertThat(registry.executePipeline(
                                Step.class,
                                extension -> extension.plugin().equals("a"),
                                "x",
                                (step, text, context) -> step.apply(text))
                        .orElseThrow())
                .isEqualTo("x13");
        assertThat(registry.executePipeline(HealthCheck.class, "same", (check, text, context) -> text + "!")
                        .orElseThrow())
                .isEqualTo("same");
    }

    @Test
    void aPipelineEndsWithTheFirstFailure() {
        AtomicInteger reached = new AtomicInteger();
        step(a, "first", 3, text -> {
            throw new IllegalStateException("first is broken");
        });
        step(b, "second", 2, text -> text + reached.incrementAndGet());

        Result<String> result = registry.executePipeline(Step.class, "x", (step, text, context) -> step.apply(text));

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.call().extension()).isEqualTo("first");
        assertThat(reached).hasValue(0);
    }

    @Test
    void aPluginThatCallsOthersIsNamedAndStopsWithItsCalls() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        step(b, "slow", 1, text -> text);
        Registry asA = new Registry(runtime.instances, runtime.calls, a.bundle());
        Thread caller = new Thread(() -> asA.executeAll(Step.class, (step, context) -> {
            inside.countDown();
            TimeUnit.MINUTES.sleep(1);
            return "late";
        }));
        caller.start();
        inside.await();
        assertThat(runtime.calls.running())
                .singleElement()
                .satisfies(call -> assertThat(call.caller()).isEqualTo("plugin:a"));

        assertThat(runtime.instances.drain(a, Duration.ofMillis(50))).isFalse();
        caller.join();

        assertThat(asA.executeAll(Step.class, (step, context) -> "x"))
                .singleElement()
                .satisfies(result -> assertThat(result.failure().orElseThrow().message())
                        .contains("plugin a 1.0.0, is being stopped"));
        assertThat(runtime.instances.drain(b, Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void callersOfAnotherCopyOfATypeAreToldSo() {
        // The service says it is a TaskProcessor, but of a class that this side does not know.
        TestRuntime.register(a, Step.class, (Step) text -> text, "component.name", "s");
        Result<Boolean> result = runtime.calls.call(
                new CallTarget<>(Step.class, "a", Optional.empty(), Optional.of("s")),
                CallOptions.platform("test"),
                (step, context) -> true);
        assertThat(result.status()).isEqualTo(Status.SUCCESS);

        ExtensionEntry entry =
                runtime.instances.index().ofType(Step.class.getName()).get(0);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> entry.service(TaskProcessor.class))
                .hasMessageContaining("carries a copy of that class");
    }

    /** What a list of node types needs. */
    @Test
    void nodeTypesCanBeListedByCalls() {
        NodeProvider provider = new NodeProvider() {
            @Override
            public List<NodeSpecification> nodeTypes() {
                return List.of();
            }

            @Override
            public Node create(String nodeType, Map<String, Object> parameters) {
                throw new UnsupportedOperationException();
            }
        };
        TestRuntime.register(a, NodeProvider.class, provider, "component.name", "nodes");

        Extension extension = registry.extensions(NodeProvider.class).get(0);
        Result<List<NodeSpecification>> result = runtime.calls.call(
                new CallTarget<>(
                        NodeProvider.class, extension.plugin(), Optional.empty(), Optional.of(extension.name())),
                CallOptions.platform("nodeTypes"),
                (nodes, context) -> nodes.nodeTypes());

        assertThat(result.orElseThrow()).isEmpty();
    }
}
