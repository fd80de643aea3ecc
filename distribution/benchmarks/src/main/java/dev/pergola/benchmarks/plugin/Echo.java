package dev.pergola.benchmarks.plugin;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.RequiresPermission;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import org.osgi.service.component.annotations.Component;

/** Answers at once, or after working for as long as the task says: what is measured is everything around it. */
@RequiresPermission(value = "network.socket", target = "127.0.0.1:*", reason = "Says when it was started and stopped")
@RequiresPermission(value = "network.listen", target = "*", reason = "Java binds what it sends from")
@RequiresPermission(value = "service.provide", target = "java.util.concurrent.Callable")
@Plugin(id = "echo", name = "Echo", author = "Pergola", description = "Answers at once")
@Component
@TaskTypes("ECHO")
public final class Echo implements TaskProcessor {
    @Override
    public TaskResult process(Task task, ExecutionContext context) {
        if (task.input().get("workNanos") instanceof Number nanos) Work.forNanos(nanos.longValue());
        return new TaskResult(task.input());
    }
}
