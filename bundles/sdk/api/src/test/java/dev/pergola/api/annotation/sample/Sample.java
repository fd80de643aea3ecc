package dev.pergola.api.annotation.sample;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.ConflictsWith;
import dev.pergola.api.annotation.DependsOn;
import dev.pergola.api.annotation.EventTopics;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.NodeTypes;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.RequiresPermission;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.event.Event;
import dev.pergola.api.extension.EventListener;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import org.osgi.service.component.annotations.Component;

/** A plugin that says everything that can be said. */
@Plugin(
        id = "sample",
        name = "Sample; with, odd = characters",
        author = "Ada Lovelace",
        description = "Says: everything (all of it), über-complete.",
        license = "Apache-2.0 OR MIT",
        engine = "[1.1,1.4)",
        category = "test",
        tags = {"one", "two"})
@DependsOn(plugin = "units", version = "[1.0,2.0)")
@DependsOn(plugin = "anything")
@ConflictsWith(plugin = "rival", version = "[0,3)")
@RequiresPermission(value = "filesystem.read", target = "${data}/**", reason = "It reads its files.")
@RequiresPermission("metrics.read")
@NodeTypes({"sample.a", "sample.b"})
@Component
@TaskTypes({"ONE", "TWO"})
@EventTopics({"pergola/*", "sample/x"})
@Named("everything")
public final class Sample implements TaskProcessor, EventListener {
    @Override
    public TaskResult process(Task task, ExecutionContext context) {
        return TaskResult.of(task.input());
    }

    @Override
    public void onEvent(Event event, ExecutionContext context) {}
}
