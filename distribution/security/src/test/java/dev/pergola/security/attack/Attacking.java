package dev.pergola.security.attack;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.extension.ConfigurationExtension.Problem;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.HealthCheck.Health;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.osgi.framework.BundleContext;

/** Makes the attack that its task names, and tries to read a file whenever the platform calls it for anything else. */
abstract class Attacking {
    static final Attempt HEALTH = new Attempt();
    static final Attempt INITIALIZED = new Attempt();
    static final Attempt ACTIVATED = new Attempt();
    static final Attempt SCHEMA = new Attempt();
    static final Attempt LOADED = new Attempt();

    private final Properties facts = Prey.read();
    private final PluginContext context;
    private final Optional<BundleContext> bundle;
    private final Optional<ExtensionRegistry> registry;

    static {
        LOADED.make(() -> read(Prey.read()));
    }

    Attacking(PluginContext context, Optional<BundleContext> bundle, Optional<ExtensionRegistry> registry) {
        this.context = context;
        this.bundle = bundle;
        this.registry = registry;
        ACTIVATED.make(this::read);
    }

    private static String read(Properties facts) throws java.io.IOException {
        return Files.readString(Path.of(facts.getProperty("outside"), "secret.txt"));
    }

    private String read() throws java.io.IOException {
        return read(facts);
    }

    /** As hooks are called. */
    public final void initialize(PluginContext given) {
        INITIALIZED.make(this::read);
    }

    /** As health checks are. */
    public final Health check() {
        HEALTH.make(this::read);
        return Health.ok();
    }

    /** As extensions of the configuration are. */
    public final Map<String, Object> schema() {
        SCHEMA.make(this::read);
        return Map.of();
    }

    /** The same. */
    public final List<Problem> validate(Map<String, Object> configuration) {
        return List.of();
    }

    /** As task processors are. */
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
