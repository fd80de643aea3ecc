package dev.pergola.http.internal.resources;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.api.Refusal;
import dev.pergola.api.Result;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Circuit;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.TaskRequest;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The HTTP status of an execution. The plugin's own failure is an answer like any other (200); what the caller did
 * wrong is 4xx; what kept the plugin from answering is 5xx. The body says the same in the field {@code status}, and in
 * {@code error.reason} why a call was refused. {@code Retry-After} is there where waiting may help.
 */
final class ExecutionStatus {
    private static final int OK = 200;
    private static final int NOT_ACTIVE = 409;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;
    private static final int BAD_PLUGIN = 502;
    private static final int UNAVAILABLE = 503;
    private static final int TOO_SLOW = 504;

    private final PluginManager plugins;
    private final PluginCalls calls;

    ExecutionStatus(PluginManager plugins, PluginCalls calls) {
        this.plugins = plugins;
        this.calls = calls;
    }

    /** The answer for a result; throws where there is no plugin to have one. */
    Reply answer(Result<TaskResult> result, TaskRequest request) {
        ExecutionView view = ExecutionView.of(result, request.pluginId());
        return switch (result.status()) {
            case SUCCESS, FAILED -> Reply.json(OK, view);
            case TIMEOUT -> Reply.json(TOO_SLOW, view);
            case CANCELLED -> later(UNAVAILABLE, view, 1);
            case RESOURCE_LIMIT_EXCEEDED, SECURITY_VIOLATION -> Reply.json(BAD_PLUGIN, view);
            case REJECTED -> refused(result.refusal().orElse(Refusal.INVALID_INPUT), view, request);
        };
    }

    private Reply refused(Refusal reason, ExecutionView view, TaskRequest request) {
        return switch (reason) {
            case NOT_ACTIVE -> notActive(view, plugin(request));
            case STOPPING -> later(UNAVAILABLE, view, 1);
            case NOT_SUPPORTED, INVALID_INPUT -> Reply.json(UNPROCESSABLE, view);
            case BUSY -> later(TOO_MANY, view, 1);
            case STUCK -> Reply.json(UNAVAILABLE, view);
            case CIRCUIT_OPEN -> later(UNAVAILABLE, view, untilCircuitCloses(request.pluginId()));
        };
    }

    private static Reply notActive(ExecutionView view, PluginInfo plugin) {
        String id = plugin.metadata().id();
        return switch (plugin.state()) {
            case INITIALIZING, STOPPING, ACTIVE -> later(UNAVAILABLE, view, 1);
            case UNLOADED, LOADED, FAILED, QUARANTINED ->
                Reply.json(
                        NOT_ACTIVE,
                        view.because("Plugin " + id + " " + plugin.metadata().version() + " is " + plugin.state()
                                + "; GET /api/v1/plugins/" + id + "/explain says why, POST /api/v1/plugins/" + id
                                + "/enable starts it"));
        };
    }

    private static Reply later(int status, ExecutionView view, long seconds) {
        return Reply.json(status, view).header("Retry-After", Long.toString(seconds));
    }

    private long untilCircuitCloses(String pluginId) {
        Instant now = Instant.now();
        return calls.circuits().stream()
                .filter(circuit -> circuit.pluginId().equals(pluginId) && circuit.state() != Circuit.State.CLOSED)
                .mapToLong(circuit ->
                        Duration.between(now, circuit.until()).plusMillis(999).toSeconds())
                .filter(seconds -> seconds > 0)
                .min()
                .orElse(1);
    }

    /** The plugin that is asked for; throws where there is none. */
    PluginInfo plugin(TaskRequest request) {
        Optional<String> version = request.version();
        List<PluginInfo> versions = plugins.versions(request.pluginId());
        return versions.stream()
                .filter(info -> version.isEmpty()
                        ? info.current() || versions.size() == 1
                        : info.metadata().version().toString().equals(version.get()))
                .findFirst()
                .or(() -> version.isEmpty() ? plugins.find(request.pluginId()) : Optional.empty())
                .orElseThrow(() -> new PluginNotFoundException("This plugin"
                        + (version.isEmpty() ? "" : ", in this version,") + " is not installed. GET /api/v1/plugins "
                        + "lists those that are."));
    }
}
