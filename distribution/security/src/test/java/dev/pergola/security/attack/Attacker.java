package dev.pergola.security.attack;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.ConfigurationExtension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes the attack that its task names, and tries to read a file whenever the platform calls it for anything else. */
@Plugin(id = "attacker", name = "Attacker", author = "Pergola", description = "Tries what it must not get")
@Component
@TaskTypes({"ATTACK", "WITNESS", "PRIME"})
public final class Attacker implements TaskProcessor, HealthCheck, LifecycleHook, ConfigurationExtension {
    static final Attempt HEALTH = new Attempt();
    static final Attempt INITIALIZED = new Attempt();
    static final Attempt ACTIVATED = new Attempt();
    static final Attempt SCHEMA = new Attempt();
    static final Attempt LOADED = new Attempt();

    private final Properties facts = Prey.read();
    private final PluginContext context;
    private final BundleContext bundle;
    private final ExtensionRegistry registry;

    static {
        LOADED.make(() -> read(Prey.read()));
    }

    /** With what every plugin is given. */
    @Activate
    public Attacker(@Reference PluginContext context, @Reference ExtensionRegistry registry, BundleContext bundle) {
        this.context = context;
        this.registry = registry;
        this.bundle = bundle;
        ACTIVATED.make(this::read);
    }

    private static String read(Properties facts) throws java.io.IOException {
        return Files.readString(Path.of(facts.getProperty("outside"), "secret.txt"));
    }

    private String read() throws java.io.IOException {
        return read(facts);
    }

    @Override
    public void initialize(PluginContext given) {
        INITIALIZED.make(this::read);
    }

    @Override
    public Health check() {
        HEALTH.make(this::read);
        return Health.ok();
    }

    @Override
    public Map<String, Object> schema() {
        SCHEMA.make(this::read);
        return Map.of();
    }

    @Override
    public List<Problem> validate(Map<String, Object> configuration) {
        return List.of();
    }

    @Override
    public TaskResult process(Task task, ExecutionContext execution) throws Exception {
        if (task.type().equals("WITNESS")) return new TaskResult(Witness.see());
        if (task.type().equals("PRIME")) return prime();
        Attack attack = Attacks.named((String) task.input().get("name"));
        boolean isControl = Boolean.TRUE.equals(task.input().get("control"));
        Attack.Move move = isControl ? attack.control().move(attack.move()) : attack.move();
        Object loot = move.make(new Prey(facts, context, bundle, registry, execution));
        Map<String, Object> output = new HashMap<>();
        if (loot instanceof Map<?, ?>) output.put("loot", loot);
        else if (loot != null && !loot.toString().isEmpty()) output.put("loot", loot.toString());
        return new TaskResult(output);
    }

    private TaskResult prime() throws java.io.IOException {
        context.state().put("secret", Map.of("value", Prey.SECRET));
        Files.writeString(context.dataDirectory().resolve("kept.txt"), Prey.SECRET);
        Threads.sleeper(context.plugin().id()).start();
        return new TaskResult(Map.of());
    }
}
