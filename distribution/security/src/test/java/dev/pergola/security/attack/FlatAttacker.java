package dev.pergola.security.attack;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Attacks with the context alone, so that a sandbox starts no framework for it. */
@Plugin(id = "attacker", name = "Flat attacker", author = "Pergola", description = "Tries what it must not get")
@Component
@TaskTypes({"ATTACK", "WHERE"})
public final class FlatAttacker extends Attacking implements TaskProcessor, LifecycleHook {
    /** With what every plugin is given. */
    @Activate
    public FlatAttacker(@Reference PluginContext context) {
        super(context, Optional.empty(), Optional.empty());
    }

    @Override
    public TaskResult process(Task task, ExecutionContext execution) throws Exception {
        if (!task.type().equals("WHERE")) return super.process(task, execution);
        // Everybody may ask for their own loader.
        String loader = FlatAttacker.class.getClassLoader().getClass().getName();
        // Makes the table, too, so that the first attack has all of its time.
        return new TaskResult(Map.of("loader", loader, "attacks", Attacks.all().size()));
    }
}
