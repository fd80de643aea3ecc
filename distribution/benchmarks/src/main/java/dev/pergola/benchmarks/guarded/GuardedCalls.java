package dev.pergola.benchmarks.guarded;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.RequiresPermission;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Does one operation for as long as the task says. */
@RequiresPermission(value = "system.properties", target = "user.dir", reason = "Reads it over and over")
@RequiresPermission(value = "network.socket", target = "127.0.0.1:*", reason = "Connects to what measures it")
@RequiresPermission(value = "reflection.deep", reason = "Reads a private field of its own")
@Plugin(id = "guarded", name = "Guarded calls", author = "Pergola", description = "Does what takes permissions")
@Component
@TaskTypes("GUARDED")
public final class GuardedCalls implements TaskProcessor {
    private final PluginContext context;

    /** With a data folder. */
    @Activate
    public GuardedCalls(@Reference PluginContext context) {
        this.context = context;
    }

    @Override
    public TaskResult process(Task task, ExecutionContext execution) throws Exception {
        Site site = Site.in(context.dataDirectory(), number(task, "port").intValue());
        Operation operation = Operation.valueOf(String.valueOf(task.input().get("operation")));
        return new TaskResult(
                Map.of("nanos", operation.nanos(site, number(task, "forNanos").longValue())));
    }

    private static Number number(Task task, String name) {
        if (task.input().get(name) instanceof Number number) return number;
        throw new IllegalArgumentException("There is no number '" + name + "'");
    }
}
