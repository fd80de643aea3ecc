package dev.pergola.testing;

import static java.util.Objects.requireNonNull;

import dev.pergola.api.Result;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.TaskRequest;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.Explanation;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One plugin of a runtime, as its callers and its operator see it. Calls go through the platform: with deadline, meter
 * and log, and never throw what the plugin threw. Safe for use from several threads.
 */
public final class PluginClient {
    private final PergolaRuntime runtime;
    private final String id;

    PluginClient(PergolaRuntime runtime, String id) {
        this.runtime = requireNonNull(runtime);
        this.id = requireNonNull(id);
    }

    /** The plugin's id. */
    public String id() {
        return id;
    }

    /** Has a task done. */
    public Result<TaskResult> execute(String type, Map<String, ?> input) {
        return runtime.calls().execute(TaskRequest.of(id, type, input));
    }

    /** Has a task of the plugin's default type done. */
    public Result<TaskResult> execute(Map<String, ?> input) {
        return runtime.calls().execute(TaskRequest.of(id, input));
    }

    /** Has a task done within a time. */
    public Result<TaskResult> execute(String type, Map<String, ?> input, Duration timeout) {
        TaskRequest request = TaskRequest.of(id, type, input);
        return runtime.calls()
                .execute(new TaskRequest(
                        id,
                        request.version(),
                        request.type(),
                        request.input(),
                        request.attributes(),
                        Optional.of(timeout),
                        PergolaRuntime.ACTOR));
    }

    /** Calls the highest-ranked extension of a type. */
    public <E, T> Result<T> call(Class<E> type, ExtensionCall<E, T> call) {
        return call(CallTarget.of(type, id), call);
    }

    /** Calls the extension of a type and a name. */
    public <E, T> Result<T> call(Class<E> type, String extension, ExtensionCall<E, T> call) {
        return call(new CallTarget<>(type, id, Optional.empty(), Optional.of(extension)), call);
    }

    private <E, T> Result<T> call(CallTarget<E> target, ExtensionCall<E, T> call) {
        return runtime.calls().call(target, CallOptions.platform("test"), call);
    }

    /**
     * Sets the plugin's configuration, and gives what the plugin sees of it: these values over the defaults. Throws
     * {@link dev.pergola.lifecycle.InvalidConfigurationException} where they do not fit.
     */
    public Map<String, Object> configure(Map<String, Object> values) {
        return runtime.plugins().configure(id, values, PergolaRuntime.ACTOR).effective();
    }

    /** Replaces the plugin by a fresh instance of the same jar. */
    public DeploymentReport reload() {
        return runtime.plugins().reload(id, PergolaRuntime.ACTOR);
    }

    /** Stops the plugin. */
    public DeploymentReport disable() {
        return runtime.plugins().disable(id, PergolaRuntime.ACTOR);
    }

    /** Starts the plugin. */
    public DeploymentReport enable() {
        return runtime.plugins().enable(id, PergolaRuntime.ACTOR);
    }

    /** Installs another version of the plugin, from its jar or from a folder of classes. */
    public DeploymentReport update(Path jarOrClasses) {
        return runtime.deploy(jarOrClasses);
    }

    /** Goes back to the version before. */
    public DeploymentReport rollback() {
        return runtime.plugins().rollback(id, Optional.empty(), false, PergolaRuntime.ACTOR);
    }

    /** Removes the plugin with all that it remembers. */
    public DeploymentReport uninstall() {
        return runtime.plugins().uninstall(id, Optional.empty(), Set.of(), PergolaRuntime.ACTOR);
    }

    /** What is installed; an {@link AssertionError} where nothing is. */
    public PluginInfo info() {
        return runtime.plugins()
                .find(id)
                .orElseThrow(() -> new AssertionError(
                        "There is no plugin '" + id + "': " + explain().summary()));
    }

    /** Where it is in its life. */
    public PluginState state() {
        return runtime.plugins().find(id).map(PluginInfo::state).orElse(PluginState.UNLOADED);
    }

    /** Why it is as it is. */
    public Explanation explain() {
        return runtime.plugins().explain(id);
    }

    /** What happened in the whole runtime. */
    public EventRecorder events() {
        return runtime.events();
    }

    @Override
    public String toString() {
        return id + " " + state();
    }
}
