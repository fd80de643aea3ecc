package dev.pergola.plugins.eventjournal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import org.osgi.service.component.annotations.Component;

/** Does the task {@code EVENT_SUMMARY}: how often each topic was heard. */
@Component
@TaskTypes("EVENT_SUMMARY")
@Named("summary")
public final class EventSummary implements TaskProcessor {
    @Override
    public TaskResult process(Task task, ExecutionContext context) {
        if (!task.type().equals("EVENT_SUMMARY")) throw new UnsupportedTaskTypeException(task.type());
        if (!(task.input().getOrDefault("prefix", "") instanceof String prefix)) {
            throw new InvalidInputException("'prefix' must be the beginning of a topic, such as pergola/plugin/state");
        }
        return TaskResult.of(new Journal(context.plugin().state()).summary(prefix));
    }
}
