package dev.pergola.plugins.hostile;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.Sandboxed;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Does the task {@code DO_HARM}: the deed that is named, and none where none is. */
@Plugin(
        id = "dev.pergola.plugins.hostile",
        name = "Hostile set",
        author = "Pergola",
        description = "Dangerous: does what a plugin must not get away with, for tests.",
        license = "Apache-2.0",
        category = "testing",
        tags = {"sample", "sandbox", "dangerous"})
@Component
@Sandboxed
@TaskTypes("DO_HARM")
@Named("hostile")
public final class Hostile implements TaskProcessor {
    @Override
    public TaskResult process(Task task, ExecutionContext context) throws Exception {
        if (!task.type().equals("DO_HARM")) throw new UnsupportedTaskTypeException(task.type());
        Deed deed = Deed.named(task.input().get("deed"));
        Order order = new Order(task.input(), context.plugin().dataDirectory());
        return TaskResult.of(Map.of("came", deed.harm().of(order)));
    }
}
