package dev.pergola.shell.internal.call;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows what became of a call. */
public final class CallResults {
    private CallResults() {}

    /**
     * Prints a result whose answer is JSON-like data; fails where there is none.
     *
     * @param what what was called, for the error
     */
    public static void print(Result<?> result, Invocation invocation, String what) {
        Screen screen = invocation.screen();
        if (invocation.json()) screen.json(view(result));
        if (result.failure().isPresent()) throw failure(result, what);
        if (invocation.json()) return;
        screen.json(result.orElseThrow());
        footer(result.call(), screen);
    }

    /** Says what a call consumed, to a person who is watching; a program would not know it from the answer. */
    public static void footer(Result.Call call, Screen screen) {
        if (!screen.live()) return;
        ResourceUsage usage = call.usage();
        String sandbox = usage.sandbox()
                .map(used -> ", in a sandbox of " + Formats.bytes(used.memoryBytes()))
                .orElse("");
        screen.line(Style.MUTED.of("%s %s in %s (cpu %s, allocated %s%s)"
                .formatted(
                        call.plugin(),
                        call.version(),
                        Formats.duration(usage.wallTime()),
                        Formats.duration(usage.cpuTime()),
                        Formats.bytes(usage.allocatedBytes()),
                        sandbox)));
    }

    /** The failure that a result without an answer is. */
    public static CommandFailure failure(Result<?> result, String what) {
        Result.Failure<?> failure = result.failure().orElseThrow();
        List<String> lines = new ArrayList<>();
        if (!failure.exception().isEmpty()) lines.add("It threw " + failure.exception());
        if (!failure.call().plugin().isEmpty())
            lines.add(remedy(failure.status(), failure.call().plugin()));
        return new CommandFailure(what + ": " + failure.status().wireName() + ": " + failure.message(), lines);
    }

    private static String remedy(Status status, String plugin) {
        return switch (status) {
            case TIMEOUT -> "Give it more time with --timeout, up to the plugin's limit.";
            case REJECTED -> "See: plugin:explain " + plugin;
            case CANCELLED, SUCCESS -> "";
            default -> "See what it logged: plugin:log " + plugin;
        };
    }

    private static Map<String, Object> view(Result<?> result) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("status", result.status().wireName());
        result.value().ifPresent(answer -> view.put("result", answer));
        result.failure()
                .ifPresent(failure ->
                        view.put("error", Map.of("message", failure.message(), "exception", failure.exception())));
        Result.Call call = result.call();
        view.put("execution_id", call.id());
        view.put("plugin_id", call.plugin());
        view.put("version", call.version());
        view.put("extension", call.extension());
        view.put("execution_time_ms", call.usage().wallTime().toNanos() / 1e6);
        view.put("cpu_time_ms", call.usage().cpuTime().toNanos() / 1e6);
        view.put("allocated_bytes", call.usage().allocatedBytes());
        call.usage().sandbox().ifPresent(sandbox -> {
            view.put("sandbox_memory_bytes", sandbox.memoryBytes());
            view.put("sandbox_disk_bytes", sandbox.diskBytes());
            view.put("sandbox_network_bytes", sandbox.networkBytes());
            view.put("sandbox_storage_bytes", sandbox.storageBytes());
        });
        return view;
    }
}
