package dev.pergola.benchmarks.boxed;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Takes as many steps as the task says, and answers with a text as long as it says. */
@Plugin(id = "boxed", name = "Boxed", author = "Pergola", description = "Works a known amount")
@Component
@TaskTypes("BOXED")
public final class Boxed implements TaskProcessor {
    @Override
    public TaskResult process(Task task, ExecutionContext context) {
        return new TaskResult(
                Map.of("steps", Steps.take(number(task, "steps")), "text", "x".repeat(number(task, "answer"))));
    }

    private static int number(Task task, String name) {
        return task.input().get(name) instanceof Number number ? number.intValue() : 0;
    }
}
