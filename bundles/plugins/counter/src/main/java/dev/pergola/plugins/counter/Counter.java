package dev.pergola.plugins.counter;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.PluginContext;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Does the tasks {@code INCREMENT} and {@code READ}. */
@Plugin(
        id = "counter",
        name = "Counter",
        author = "Pergola",
        description = "Counts, and remembers across reloads, updates and restarts.",
        license = "Apache-2.0",
        category = "utility",
        tags = {"sample", "state"})
@Component
@TaskTypes({"INCREMENT", "READ"})
@Named("counter")
public final class Counter implements TaskProcessor, HealthCheck {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private final Counters counters;

    /** Over the plugin's state. */
    @Activate
    public Counter(@Reference PluginContext plugin) {
        counters = new Counters(plugin.state());
    }

    @Override
    public TaskResult process(Task task, ExecutionContext context) {
        String name = name(task);
        return switch (task.type()) {
            case "INCREMENT" -> answer(name, add(name, step(task)));
            case "READ" -> answer(name, counters.read(name));
            default -> throw new UnsupportedTaskTypeException(task.type());
        };
    }

    @Override
    public Health check() {
        return counters.readable()
                ? Health.ok()
                : Health.unhealthy("A stored counter is no number: this version cannot read what another one wrote");
    }

    private long add(String name, long by) {
        try {
            return counters.add(name, by);
        } catch (ArithmeticException e) {
            throw new InvalidInputException("Counter " + name + " would leave the range of 64-bit numbers");
        }
    }

    private static TaskResult answer(String name, long value) {
        return TaskResult.of(Map.of("name", name, "value", value));
    }

    private static String name(Task task) {
        Object name = task.input().getOrDefault("name", "default");
        if (name instanceof String text && NAME.matcher(text).matches()) return text;
        throw new InvalidInputException("The counter's 'name' must match " + NAME.pattern());
    }

    private static long step(Task task) {
        Object by = task.input().getOrDefault("by", 1);
        if (by instanceof Integer || by instanceof Long) return ((Number) by).longValue();
        throw new InvalidInputException("'by' must be a whole number");
    }
}
