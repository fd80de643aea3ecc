package dev.pergola.http.internal.resources;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.api.Result;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Circuit;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.TaskRequest;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginState;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP status of an execution. The plugin's own failure is an answer like any other (200); what the caller did
 * wrong is 4xx; what kept the plugin from answering is 5xx. The body says the same in the field {@code status}.
 */
final class ExecutionStatus {
    private static final int OK = 200;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;
    private static final int BAD_PLUGIN = 502;
    private static final int UNAVAILABLE = 503;
    private static final int TOO_SLOW = 504;

    private final PluginManager plugins;
    private final PluginCalls calls;
    private final ExtensionRegistry extensions;

    ExecutionStatus(PluginManager plugins, PluginCalls calls, ExtensionRegistry extensions) {
        this.plugins = plugins;
        this.calls = calls;
        this.extensions = extensions;
    }

    /** The status of a result; throws where there is no plugin to have one. */
    int of(Result<TaskResult> result, TaskRequest request) {
        return switch (result.status()) {
            case SUCCESS, FAILED -> OK;
            case TIMEOUT -> TOO_SLOW;
            case CANCELLED -> UNAVAILABLE;
            case RESOURCE_LIMIT_EXCEEDED, SECURITY_VIOLATION -> BAD_PLUGIN;
            case REJECTED -> rejected(result, request);
        };
    }

    private int rejected(Result<TaskResult> result, TaskRequest request) {
        boolean byPlugin = result.failure()
                .filter(failure -> !failure.exception().isEmpty())
                .isPresent();
        if (byPlugin) return UNPROCESSABLE;
        PluginInfo plugin = plugin(request);
        if (plugin.state() != PluginState.ACTIVE || circuitIsOpen(request.pluginId())) return UNAVAILABLE;
        return takes(request) ? TOO_MANY : UNPROCESSABLE;
    }

    private PluginInfo plugin(TaskRequest request) {
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

    private boolean circuitIsOpen(String pluginId) {
        return calls.circuits().stream()
                .anyMatch(circuit -> circuit.pluginId().equals(pluginId) && circuit.state() != Circuit.State.CLOSED);
    }

    /** Whether the plugin has something for this type of task, so that only the moment was wrong. */
    private boolean takes(TaskRequest request) {
        return extensions.extensions(TaskProcessor.class).stream()
                .filter(extension -> extension.plugin().equals(request.pluginId()))
                .anyMatch(extension -> request.type().isEmpty()
                        || listed(extension.attributes().get(TaskTypes.PROPERTY))
                                .contains(request.type().get()));
    }

    private static Collection<?> listed(@Nullable Object types) {
        if (types instanceof Collection<?> many) return many;
        if (types == null) return List.of();
        if (!types.getClass().isArray()) return List.of(types);
        Object[] all = new Object[Array.getLength(types)];
        Arrays.setAll(all, index -> Array.get(types, index));
        return List.of(all);
    }
}
