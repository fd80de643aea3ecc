package dev.pergola.shell.internal.call;

import dev.pergola.api.Result;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.RunningCall;
import dev.pergola.execution.TaskRequest;
import dev.pergola.shell.internal.command.Background;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Screen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Calls a plugin and waits for it: with its progress where a person is watching, and cancelled by Ctrl-C. */
@Component(service = CallRunner.class)
public final class CallRunner {
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final int BAR = 20;

    private final PluginCalls calls;
    private final Background background;

    /** On the platform's calls, with threads to wait on. */
    @Activate
    public CallRunner(@Reference PluginCalls calls, @Reference Background background) {
        this.calls = calls;
        this.background = background;
    }

    /** Has a task done. */
    public Result<TaskResult> execute(TaskRequest request, Screen screen) {
        Set<String> before = calls.running().stream().map(RunningCall::id).collect(Collectors.toSet());
        Predicate<RunningCall> mine = call -> !before.contains(call.id())
                && call.pluginId().equals(request.pluginId())
                && call.caller().equals(request.caller());
        return await(calls.submit(request), screen, () -> only(mine));
    }

    /** Calls an extension. */
    public <E, T> Result<T> call(CallTarget<E> target, CallOptions options, ExtensionCall<E, T> work, Screen screen) {
        AtomicReference<String> id = new AtomicReference<>("");
        ExtensionCall<E, T> noted = (extension, context) -> {
            id.set(context.executionId());
            return work.call(extension, context);
        };
        return await(
                background.begin(() -> calls.call(target, options, noted)),
                screen,
                () -> only(call -> call.id().equals(id.get())));
    }

    /** A request has no id that its caller knows: where two are alike, neither is taken for ours. */
    private Optional<RunningCall> only(Predicate<RunningCall> mine) {
        List<RunningCall> found = calls.running().stream().filter(mine).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private <T> T await(CompletionStage<T> work, Screen screen, Supplier<Optional<RunningCall>> running) {
        long start = System.nanoTime();
        try {
            return Background.await(work, screen, () -> {
                Duration soFar = Duration.ofNanos(System.nanoTime() - start);
                return soFar.compareTo(QUIET) < 0
                        ? Optional.empty()
                        : running.get().map(call -> line(call, soFar));
            });
        } catch (InterruptedException interrupted) {
            boolean cancelled =
                    running.get().map(call -> calls.cancel(call.id())).orElse(false);
            throw cancelled
                    ? new CommandFailure("Cancelled")
                    : new CommandFailure("No longer waiting; the call could not be cancelled and may go on");
        }
    }

    static String line(RunningCall call, Duration soFar) {
        StringBuilder line = new StringBuilder(call.pluginId()).append(' ');
        if (call.progress() > 0) {
            double fraction = Math.min(1, call.progress());
            int done = (int) (fraction * BAR);
            line.append('[')
                    .append("#".repeat(done))
                    .append(".".repeat(BAR - done))
                    .append("] ");
            line.append((int) (fraction * 100)).append(" % ");
        }
        if (!call.message().isEmpty()) line.append(call.message()).append(' ');
        return line.append('(')
                .append(Formats.duration(soFar))
                .append(", Ctrl-C cancels)")
                .toString();
    }
}
