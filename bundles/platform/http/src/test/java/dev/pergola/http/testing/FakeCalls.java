package dev.pergola.http.testing;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.Refusal;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.ExtensionRegistry.PipelineStep;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Calls nobody. What becomes of a task is its type; {@code WAIT} ends when it is told to. */
public final class FakeCalls implements PluginCalls {
    /** Tasks that were asked for. */
    public final List<TaskRequest> requests = new CopyOnWriteArrayList<>();

    private final AtomicInteger numbers = new AtomicInteger();
    /** Circuit breakers. */
    public final List<Circuit> circuits = new CopyOnWriteArrayList<>();
    /** Extensions that can be called, in their order. */
    public final Map<Extension, Object> extensions = Collections.synchronizedMap(new LinkedHashMap<>());
    /** How they were called. */
    public final List<CallOptions> made = new CopyOnWriteArrayList<>();
    /** Tasks that wait, by execution id. */
    public final Map<String, CompletableFuture<Result<TaskResult>>> waiting = new ConcurrentHashMap<>();

    @Override
    public Result<TaskResult> execute(TaskRequest request) {
        throw new UnsupportedOperationException("HTTP does not wait for plugins");
    }

    @Override
    public CompletionStage<Result<TaskResult>> submit(TaskRequest request) {
        return begin(request).result();
    }

    @Override
    public Begun begin(TaskRequest request) {
        requests.add(request);
        String id = "x" + numbers.incrementAndGet();
        String type = request.type().orElse("");
        if (type.equals("THROW")) throw new IllegalStateException("secret detail");
        if (type.equals("WAIT")) {
            CompletableFuture<Result<TaskResult>> result = new CompletableFuture<>();
            waiting.put(id, result);
            return new Begun(id, Optional.empty(), result);
        }
        Result<TaskResult> result = result(request, type, id);
        return new Begun(
                id,
                Optional.of(result).filter(ended -> ended.status() == Status.REJECTED),
                CompletableFuture.completedFuture(result));
    }

    private static Result<TaskResult> result(TaskRequest request, String type, String id) {
        Result.Call call = new Result.Call(
                id,
                request.pluginId(),
                "1.0.0",
                "p",
                new ResourceUsage(Duration.ofMillis(1500), Duration.ofNanos(412_345), 2048));
        for (Status status : Status.values()) {
            if (status != Status.SUCCESS && status.name().equals(type)) {
                return new Result.Failure<>(status, "It was " + status, "", call);
            }
        }
        if (type.equals("INVALID")) {
            return new Result.Failure<>(
                    Status.REJECTED,
                    "'text' is missing",
                    InvalidInputException.class.getName(),
                    Optional.of(Refusal.INVALID_INPUT),
                    call);
        }
        for (Refusal refusal : Refusal.values()) {
            if (refusal.name().equals(type))
                return new Result.Failure<>(Status.REJECTED, "It is " + refusal, "", Optional.of(refusal), call);
        }
        return new Result.Success<>(TaskResult.of(Map.of("echo", request.input())), call);
    }

    /** Ends a task that waits. */
    public void finish(String id, Map<String, Object> output) {
        Result.Call call = new Result.Call(id, "wordcount", "1.0.0", "p", ResourceUsage.NONE);
        waiting.remove(id).complete(new Result.Success<>(TaskResult.of(output), call));
    }

    @Override
    public <E, T> Result<T> call(CallTarget<E> target, CallOptions options, ExtensionCall<E, T> call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <E, T> List<Result<T>> callAll(
            Class<E> type, Predicate<Extension> filter, CallOptions options, ExtensionCall<E, T> call) {
        made.add(options);
        List<Result<T>> results = new ArrayList<>();
        for (Map.Entry<Extension, Object> each : of(type, filter)) {
            results.add(one(each.getKey(), () -> call.call(type.cast(each.getValue()), context())));
        }
        return results;
    }

    @Override
    public <E, T> List<Result<T>> callPipeline(
            Class<E> type, Predicate<Extension> filter, T input, CallOptions options, PipelineStep<E, T> step) {
        made.add(options);
        List<Result<T>> results = new ArrayList<>();
        T value = input;
        for (Map.Entry<Extension, Object> each : of(type, filter)) {
            T given = value;
            Result<T> result = one(each.getKey(), () -> step.apply(type.cast(each.getValue()), given, context()));
            results.add(result);
            if (result.failure().isPresent()) break;
            value = result.orElseThrow();
        }
        return results;
    }

    private List<Map.Entry<Extension, Object>> of(Class<?> type, Predicate<Extension> filter) {
        return extensions.entrySet().stream()
                .filter(each -> each.getKey().type().equals(type.getName()) && filter.test(each.getKey()))
                .toList();
    }

    private static <T> Result<T> one(Extension extension, Callable<T> work) {
        Result.Call call =
                new Result.Call("c1", extension.plugin(), extension.version(), extension.name(), ResourceUsage.NONE);
        try {
            return new Result.Success<>(work.call(), call);
        } catch (Exception thrown) {
            return new Result.Failure<>(
                    Status.FAILED,
                    String.valueOf(thrown.getMessage()),
                    thrown.getClass().getName(),
                    call);
        }
    }

    private static ExecutionContext context() {
        return FakeExtensions.context();
    }

    @Override
    public <E, T> List<Result<T>> callInstance(
            PluginInstance instance, Class<E> type, CallOptions options, ExtensionCall<E, T> call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean cancel(String executionId) {
        CompletableFuture<Result<TaskResult>> result = waiting.remove(executionId);
        if (result == null) return false;
        Result.Call call = new Result.Call(executionId, "wordcount", "1.0.0", "p", ResourceUsage.NONE);
        return result.complete(new Result.Failure<>(Status.CANCELLED, "Cancelled", "", call));
    }

    @Override
    public List<RunningCall> running() {
        return waiting.keySet().stream()
                .map(id -> new RunningCall(
                        id,
                        "wordcount",
                        "1.0.0",
                        "p",
                        "WAIT",
                        "admin",
                        Instant.EPOCH,
                        Duration.ofSeconds(9),
                        0.5,
                        "half"))
                .toList();
    }

    @Override
    public List<Circuit> circuits() {
        return circuits;
    }

    @Override
    public void resetCircuits(String pluginId) {
        circuits.clear();
    }

    /** An open circuit breaker. */
    public static Circuit open(String pluginId) {
        return new Circuit(
                pluginId,
                "p",
                Circuit.State.OPEN,
                5,
                Instant.EPOCH,
                Instant.now().plusSeconds(20));
    }

    /** For callers who want none. */
    public static Optional<String> none() {
        return Optional.empty();
    }
}
