package dev.pergola.jobs.internal;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Calls whose outcome is in the input: {@code outcome} is a status or a refusal, {@code failures} how often it fails
 * before it succeeds, {@code wait} that it ends when it is told to. All else succeeds, with its input.
 */
final class ScriptedCalls implements PluginCalls {
    final List<TaskRequest> made = new CopyOnWriteArrayList<>();
    final Map<String, CompletableFuture<Result<TaskResult>>> waiting = new ConcurrentHashMap<>();
    final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    volatile double progress;
    private final AtomicInteger ids = new AtomicInteger();

    @Override
    public Begun begin(TaskRequest request) {
        made.add(request);
        String id = "x" + ids.incrementAndGet();
        if (request.input().containsKey("wait")) {
            CompletableFuture<Result<TaskResult>> result = new CompletableFuture<>();
            waiting.put(id, result);
            return new Begun(id, Optional.empty(), result.minimalCompletionStage());
        }
        Result<TaskResult> result = result(request, call(id, request.pluginId()));
        return new Begun(
                id,
                Optional.of(result).filter(one -> one.status() == Status.REJECTED),
                CompletableFuture.completedFuture(result).minimalCompletionStage());
    }

    private Result<TaskResult> result(TaskRequest request, Result.Call call) {
        Map<String, Object> input = request.input();
        String outcome = String.valueOf(input.getOrDefault("outcome", "SUCCESS"));
        for (Refusal refusal : Refusal.values()) {
            if (refusal.name().equals(outcome)) {
                return new Result.Failure<>(Status.REJECTED, "It is " + outcome, "", Optional.of(refusal), call);
            }
        }
        String name = String.valueOf(input.get("name"));
        int attempt = attempts.computeIfAbsent(name, one -> new AtomicInteger()).incrementAndGet();
        if (input.get("failures") instanceof Number failures && attempt <= failures.intValue()) {
            return new Result.Failure<>(Status.FAILED, "Failure " + attempt, "java.io.IOException", call);
        }
        if (outcome.equals("SUCCESS")) return new Result.Success<>(TaskResult.of(input), call);
        return new Result.Failure<>(Status.valueOf(outcome), "It was " + outcome, "", call);
    }

    private static Result.Call call(String id, String plugin) {
        return new Result.Call(
                id, plugin, "1.2.0", "p", new ResourceUsage(Duration.ofMillis(3), Duration.ofMillis(2), 1024));
    }

    /** Names of the calls that were made. */
    List<Object> namesOfMade() {
        return made.stream().map(request -> request.input().get("name")).toList();
    }

    /** Ends all that wait. */
    void finishAll() {
        List.copyOf(waiting.keySet()).forEach(this::finish);
    }

    void finish(String id) {
        waiting.remove(id).complete(new Result.Success<>(TaskResult.of(Map.of("ended", true)), call(id, "words")));
    }

    @Override
    public boolean cancel(String executionId) {
        CompletableFuture<Result<TaskResult>> result = waiting.remove(executionId);
        return result != null
                && result.complete(
                        new Result.Failure<>(Status.CANCELLED, "Cancelled on request", "", call(executionId, "words")));
    }

    @Override
    public List<RunningCall> running() {
        return waiting.keySet().stream()
                .map(id -> new RunningCall(
                        id, "words", "1.2.0", "p", "T", "ada", Instant.EPOCH, Duration.ofSeconds(9), progress, "at it"))
                .toList();
    }

    @Override
    public Result<TaskResult> execute(TaskRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Result<TaskResult>> submit(TaskRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <E, T> Result<T> call(CallTarget<E> target, CallOptions options, ExtensionCall<E, T> call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <E, T> List<Result<T>> callAll(
            Class<E> type, Predicate<Extension> filter, CallOptions options, ExtensionCall<E, T> call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <E, T> List<Result<T>> callPipeline(
            Class<E> type, Predicate<Extension> filter, T input, CallOptions options, PipelineStep<E, T> step) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <E, T> List<Result<T>> callInstance(
            PluginInstance instance, Class<E> type, CallOptions options, ExtensionCall<E, T> call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Circuit> circuits() {
        return List.of();
    }

    @Override
    public void resetCircuits(String pluginId) {
        throw new UnsupportedOperationException();
    }
}
