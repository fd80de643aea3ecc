package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.Status;
import dev.pergola.api.event.Event;
import dev.pergola.api.extension.EventListener;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskInterceptor;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleWiring;

/** A plugin that is gone leaves nothing behind, whatever it left lying about. */
@Timeout(120)
final class LeakTest {
    /** Threads that would stay around, were they not told to go. */
    private static final Tuning PATIENT = new Tuning(
            100, Duration.ofHours(1), 8, 5, Duration.ofSeconds(30), 32, 1_000, 1, 10_000, Duration.ofDays(7), 100_000);

    /** What a careless plugin does: everything here keeps its class loader alive for as long as somebody holds it. */
    public static final class Litter
            implements BundleActivator, TaskProcessor, TaskInterceptor, EventListener, HealthCheck {
        private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
        private static final InheritableThreadLocal<Object> INHERITED = new InheritableThreadLocal<>();
        private static final List<Object> KEPT = new ArrayList<>();

        @Override
        public void start(BundleContext context) {
            String[] types = {
                TaskProcessor.class.getName(),
                TaskInterceptor.class.getName(),
                EventListener.class.getName(),
                HealthCheck.class.getName()
            };
            context.registerService(
                    types,
                    this,
                    FrameworkUtil.asDictionary(Map.of("pergola.task.types", "*", "pergola.event.topics", "*")));
        }

        @Override
        public void stop(BundleContext context) {}

        private void litter(ExecutionContext context) {
            LOCAL.set(new Litter());
            INHERITED.set(new Litter());
            KEPT.add(context);
            KEPT.add(Thread.currentThread());
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> LOCAL.remove());
        }

        @Override
        public TaskResult process(Task task, ExecutionContext context) {
            litter(context);
            if (task.type().equals("FAIL")) throw new Failure();
            return TaskResult.of(Map.of("big", new ArrayList<>(List.of(1, 2))));
        }

        @Override
        public TaskResult intercept(Task task, ExecutionContext context, Chain next) throws Exception {
            litter(context);
            KEPT.add(next);
            return next.proceed(task);
        }

        @Override
        public void onEvent(Event event, ExecutionContext context) {
            litter(context);
        }

        @Override
        public Health check() {
            return Health.ok();
        }
    }

    /** An exception of the plugin's own. */
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void nothingOfARemovedPluginStays(@TempDir Path folder) throws Exception {
        try (TestRuntime runtime = new TestRuntime(folder, PATIENT)) {
            EventDelivery delivery = new EventDelivery(runtime.instances, runtime.calls, runtime.events);
            PluginInstance stays = runtime.current("stays", "1.0.0");
            TestRuntime.echo(stays);

            WeakReference<ClassLoader> loader = useAndRemove(runtime);

            await().atMost(Duration.ofSeconds(60)).until(() -> {
                System.gc();
                return loader.get() == null;
            });
            assertThat(runtime.calls
                            .execute(TaskRequest.of("stays", "ECHO", Map.of()))
                            .status())
                    .isEqualTo(Status.SUCCESS);
            delivery.close();
        }
    }

    private static WeakReference<ClassLoader> useAndRemove(TestRuntime runtime) {
        PluginInstance litter =
                runtime.current("litter", "1.0.0", new Limits(Duration.ofSeconds(20), 8), Litter.class, Failure.class);
        ClassLoader loader = litter.bundle().adapt(BundleWiring.class).getClassLoader();
        assertThat(loader).isNotSameAs(LeakTest.class.getClassLoader());

        // As the one called, in success and failure; as an interceptor on another's thread; as a listener.
        for (int i = 0; i < 50; i++) {
            var called = runtime.calls.execute(TaskRequest.of("litter", "WORK", Map.of()));
            assertThat(called.status()).isEqualTo(Status.SUCCESS);
            assertThat(called.orElseThrow().output().get("big")).isEqualTo(List.of(1, 2));
        }
        assertThat(runtime.calls
                        .execute(TaskRequest.of("litter", "FAIL", Map.of()))
                        .failure()
                        .orElseThrow()
                        .exception())
                .isEqualTo(Failure.class.getName());
        assertThat(runtime.calls
                        .execute(TaskRequest.of("stays", "ECHO", Map.of()))
                        .status())
                .isEqualTo(Status.SUCCESS);
        runtime.events.publish("some/thing", Map.of());
        await().until(() -> runtime.store.records().stream()
                .anyMatch(record -> record.operation().equals("some/thing")));
        // As the one who asks for a call into another.
        Registry registry = new Registry(runtime.instances, runtime.calls, litter.bundle());
        assertThat(registry.executeAll(TaskProcessor.class, (processor, context) -> true))
                .hasSizeGreaterThanOrEqualTo(2);
        runtime.calls
                .submit(TaskRequest.of("litter", "WORK", Map.of()))
                .toCompletableFuture()
                .join();
        assertThat(runtime.calls
                        .call(
                                new CallTarget<>(HealthCheck.class, "litter", Optional.of("1.0.0"), Optional.empty()),
                                CallOptions.platform("check"),
                                (check, context) -> check.check().healthy())
                        .orElseThrow())
                .isTrue();

        runtime.stop(litter, Duration.ofSeconds(10));
        return new WeakReference<>(loader);
    }

    @Test
    void whatAPluginKeepsOfItsCallsHoldsNothingOfAnother(@TempDir Path folder) {
        try (TestRuntime runtime = new TestRuntime(folder, PATIENT)) {
            runtime.current("keeper", "1.0.0", TestRuntime.LIMITS, Litter.class, Failure.class);

            WeakReference<ClassLoader> loader = interceptAndRemove(runtime);

            await().atMost(Duration.ofSeconds(60)).until(() -> {
                System.gc();
                return loader.get() == null;
            });
        }
    }

    private static WeakReference<ClassLoader> interceptAndRemove(TestRuntime runtime) {
        PluginInstance victim = runtime.current("victim", "1.0.0", TestRuntime.LIMITS, Litter.class, Failure.class);
        ClassLoader loader = victim.bundle().adapt(BundleWiring.class).getClassLoader();
        for (String type : List.of("WORK", "FAIL", "WORK")) {
            runtime.calls.execute(TaskRequest.of("victim", type, Map.of()));
        }
        runtime.stop(victim, Duration.ofSeconds(10));
        return new WeakReference<>(loader);
    }

    @Test
    void aCallThatNeverEndsKeepsNothingOfOtherPlugins(@TempDir Path folder) throws Exception {
        try (TestRuntime runtime = new TestRuntime(folder, PATIENT)) {
            EventDelivery delivery = new EventDelivery(runtime.instances, runtime.calls, runtime.events);
            PluginInstance stuck = runtime.current("stuck", "1.0.0");
            var release = new java.util.concurrent.CountDownLatch(1);
            TestRuntime.register(stuck, TaskProcessor.class, (TaskProcessor) (task, context) -> {
                while (release.getCount() > 0) {
                    try {
                        release.await();
                    } catch (InterruptedException ignored) {
                        // Never lets go.
                    }
                }
                return TaskResult.of(Map.of());
            });
            runtime.calls.execute(new TaskRequest(
                    "stuck",
                    Optional.empty(),
                    Optional.of("ANY"),
                    Map.of(),
                    Map.of(),
                    Optional.of(Duration.ofMillis(50)),
                    "test"));
            PluginInstance stays = runtime.current("stays", "1.0.0");
            TestRuntime.echo(stays);

            WeakReference<ClassLoader> loader = useAndRemove(runtime);

            await().atMost(Duration.ofSeconds(60)).until(() -> {
                System.gc();
                return loader.get() == null;
            });
            release.countDown();
            delivery.close();
        }
    }
}
