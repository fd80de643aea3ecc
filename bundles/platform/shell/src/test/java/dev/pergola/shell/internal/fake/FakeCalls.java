package dev.pergola.shell.internal.fake;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.ExtensionRegistry.PipelineStep;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.Circuit;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.RunningCall;
import dev.pergola.execution.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls extensions that tests add, each on a thread of its own which cancelling interrupts; also the registry of them. */
public final class FakeCalls implements PluginCalls, ExtensionRegistry {
    public final List<Entry> entries = new CopyOnWriteArrayList<>();
    public final List<String> made = new CopyOnWriteArrayList<>();
    public final List<CallOptions> options = new CopyOnWriteArrayList<>();
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    /** An extension, or where to get it each time. */
    public record Entry(Class<?> type, Extension extension, Supplier<Object> instance) {}

    public <E> FakeCalls add(Class<E> type, String plugin, String name, E instance, Map<String, Object> attributes) {
        return add(type, plugin, "1.0.0", name, () -> instance, attributes);
    }

    public FakeCalls add(
            Class<?> type,
            String plugin,
            String version,
            String name,
            Supplier<Object> instance,
            Map<String, Object> attributes) {
        Extension extension = new Extension(type.getName(), name, plugin, version, 0, attributes);
        entries.add(new Entry(type, extension, instance));
        return this;
    }

    public void remove(String plugin) {
        entries.removeIf(entry -> entry.extension().plugin().equals(plugin));
    }

    @Override
    public Result<TaskResult> execute(TaskRequest request) {
        Task task = new Task(request.type().orElse(""), request.input());
        CallTarget<TaskProcessor> target =
                new CallTarget<>(TaskProcessor.class, request.pluginId(), request.version(), Optional.empty());
        CallOptions how = new CallOptions(
                task.type(), request.timeout(), request.attributes(), request.caller(), request.input());
        return call(target, how, (processor, context) -> processor.process(task, context));
    }

    @Override
    public CompletionStage<Result<TaskResult>> submit(TaskRequest request) {
        CompletableFuture<Result<TaskResult>> future = new CompletableFuture<>();
        new Thread(() -> future.complete(execute(request)), "fake-call").start();
        return future;
    }

    @Override
    public Begun begin(TaskRequest request) {
        throw new UnsupportedOperationException("The shell waits");
    }

    @Override
    public <E, T> Result<T> call(CallTarget<E> target, CallOptions how, ExtensionCall<E, T> call) {
        String id = "call-" + numbers.incrementAndGet();
        options.add(how);
        Optional<Entry> entry = entries.stream()
                .filter(one -> one.type().equals(target.type())
                        && one.extension().plugin().equals(target.pluginId())
                        && target.extension()
                                .map(one.extension().name()::equals)
                                .orElse(true))
                .findFirst();
        Object instance = entry.map(one -> one.instance().get()).orElse(null);
        if (entry.isEmpty() || instance == null) {
            return new Result.Failure<>(
                    Status.REJECTED, "no such extension", "", new Result.Call(id, "", "", "", ResourceUsage.NONE));
        }
        Extension extension = entry.get().extension();
        made.add(how.operation() + " by " + how.caller());
        ResourceUsage usage = new ResourceUsage(Duration.ofMillis(12), Duration.ofMillis(3), 2048);
        Result.Call done = new Result.Call(id, extension.plugin(), extension.version(), extension.name(), usage);
        Running context = new Running(id, extension, how, Thread.currentThread());
        running.put(id, context);
        try {
            T answer = call.call(target.type().cast(instance), context);
            return new Result.Success<>(answer, done);
        } catch (InterruptedException cancelled) {
            return new Result.Failure<>(Status.CANCELLED, "cancelled", "", done);
        } catch (Exception thrown) {
            return new Result.Failure<>(
                    Status.FAILED,
                    String.valueOf(thrown.getMessage()),
                    thrown.getClass().getName(),
                    done);
        } finally {
            running.remove(id);
        }
    }

    @Override
    public <E, T> List<Result<T>> callAll(
            Class<E> type, Predicate<Extension> filter, CallOptions how, ExtensionCall<E, T> call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <E, T> List<Result<T>> callPipeline(
            Class<E> type, Predicate<Extension> filter, T input, CallOptions how, PipelineStep<E, T> step) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <E, T> List<Result<T>> callInstance(
            PluginInstance instance, Class<E> type, CallOptions how, ExtensionCall<E, T> call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean cancel(String executionId) {
        Running call = running.get(executionId);
        if (call == null) return false;
        made.add("cancelled");
        call.thread.interrupt();
        return true;
    }

    @Override
    public List<RunningCall> running() {
        return running.values().stream().map(Running::view).toList();
    }

    @Override
    public List<Circuit> circuits() {
        return List.of();
    }

    @Override
    public void resetCircuits(String pluginId) {}

    @Override
    public List<Extension> extensions() {
        return entries.stream()
                .map(Entry::extension)
                .sorted(Comparator.comparing(Extension::type).thenComparing(Extension::plugin))
                .toList();
    }

    @Override
    public List<Extension> extensions(Class<?> type) {
        return entries.stream()
                .filter(entry -> entry.type().equals(type))
                .map(Entry::extension)
                .toList();
    }

    @Override
    public <E, T> List<Result<T>> executeAll(Class<E> type, Predicate<Extension> filter, ExtensionCall<E, T> call) {
        return extensions(type).stream()
                .filter(filter)
                .map(extension -> call(
                        new CallTarget<>(type, extension.plugin(), Optional.empty(), Optional.of(extension.name())),
                        CallOptions.platform("all"),
                        call))
                .toList();
    }

    @Override
    public <E, T> Result<T> executePipeline(
            Class<E> type, Predicate<Extension> filter, T input, PipelineStep<E, T> step) {
        throw new UnsupportedOperationException();
    }

    private static final class Running implements ExecutionContext {
        private final String id;
        private final Extension extension;
        private final CallOptions options;
        private final Thread thread;
        private volatile double progress;
        private volatile String message = "";

        private Running(String id, Extension extension, CallOptions options, Thread thread) {
            this.id = id;
            this.extension = extension;
            this.options = options;
            this.thread = thread;
        }

        private RunningCall view() {
            return new RunningCall(
                    id,
                    extension.plugin(),
                    extension.version(),
                    extension.name(),
                    options.operation(),
                    options.caller(),
                    Instant.now(),
                    Duration.ofSeconds(60),
                    progress,
                    message);
        }

        @Override
        public String executionId() {
            return id;
        }

        @Override
        public PluginContext plugin() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Object> attributes() {
            return options.attributes();
        }

        @Override
        public Duration remaining() {
            return Duration.ofSeconds(60);
        }

        @Override
        public boolean cancelled() {
            return thread.isInterrupted();
        }

        @Override
        public void progress(double fraction, String text) {
            progress = fraction;
            message = text;
        }

        @Override
        public Logger logger() {
            return LoggerFactory.getLogger("plugin." + extension.plugin());
        }
    }
}
