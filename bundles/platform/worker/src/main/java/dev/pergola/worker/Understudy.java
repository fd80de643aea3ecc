package dev.pergola.worker;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;

/** The task processor of the plugin that a rehearsal is played with; only its copy in that plugin's jar is ever used. */
public final class Understudy implements TaskProcessor {
    @Override
    public TaskResult process(Task task, ExecutionContext context) {
        context.progress(1, "");
        return new TaskResult(Map.of("said", task.input()));
    }
}
