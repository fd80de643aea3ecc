package dev.pergola.security;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attacks;
import dev.pergola.security.attack.Need;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The world with an instance in it, and all plugins that the attacks need. */
final class Stage implements AutoCloseable {
    static final String ATTACKER = "attacker";

    /** Denied calls after which a plugin is taken out of service: more than the attacker is made to make. */
    static final int PATIENCE = 1_000;

    private static final List<Need> SIGHT = List.of(
            need("system.properties", "*"),
            need("system.properties.write", "*"),
            need("threads.manage", ""),
            need("metrics.read", "*"),
            need("network.http", "*"));

    private final Path home;
    private final Path data;
    private final Path plugins;
    private final World world;
    private final PluginJar jars;
    private final Map<List<Need>, String> granted = new LinkedHashMap<>();
    private Instance instance;

    Stage(Path folder) throws Exception {
        home = Instance.unpack(folder);
        data = folder.resolve("data");
        plugins = Files.createDirectories(folder.resolve("plugins"));
        world = new World(folder);
        jars = new PluginJar(facts());
        Files.writeString(home.resolve("etc/permissions-policy"), "grant * to granted-*\ngrant * to witness\n");
        fill();
        instance = start();
    }

    private static Need need(String permission, String target) {
        return new Need(permission, target);
    }

    private Properties facts() {
        Properties facts = new Properties();
        facts.setProperty("outside", world.outside().toString());
        facts.setProperty("home", home.toString());
        facts.setProperty("data", data.toString());
        facts.setProperty("plugins", plugins.toString());
        facts.setProperty("port", "" + world.port());
        facts.setProperty("unix", world.socket().toString());
        facts.setProperty("bystander", "" + world.bystander());
        return facts;
    }

    private void fill() throws Exception {
        jars.make(ATTACKER, List.of(), plugins);
        jars.make("victim", List.of(), plugins);
        jars.make("witness", SIGHT, plugins);
        for (Attack attack : Attacks.all()) {
            if (!attack.hasControl() || granted.containsKey(attack.needs())) continue;
            String id =
                    "granted-" + granted.size() + "-" + attack.needs().get(0).permission();
            granted.put(attack.needs(), id);
            jars.make(id, attack.needs(), plugins);
        }
        for (String id : ids()) world.plant(data.resolve("plugin-data").resolve(id), id);
        world.reset(ATTACKER);
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>(List.of(ATTACKER, "victim", "witness"));
        ids.addAll(granted.values());
        return ids;
    }

    private Instance start() throws Exception {
        Instance started = Instance.ready(
                home,
                data,
                plugins,
                // What is found before a plugin runs is another matter.
                "kernel.bundles-exclude=dev.pergola.vetting*",
                "permissions.quarantine-after=" + PATIENCE,
                "execution.circuit-failures=1000000",
                "limits.execution-timeout=3s",
                "limits.storage-mb=2");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (String id : ids()) {
                if (!started.state(id).equals("ACTIVE")) {
                    throw new AssertionError(
                            id + " is " + started.state(id) + ": " + started.get("/api/v1/plugins/" + id + "/explain"));
                }
            }
        });
        started.execute("victim", "PRIME", Map.of());
        // Has the platform ask for their schemas.
        for (String id : ids()) started.get("/api/v1/plugins/" + id + "/configuration");
        return started;
    }

    World world() {
        return world;
    }

    PluginJar jars() {
        return jars;
    }

    Path plugins() {
        return plugins;
    }

    Instance instance() {
        return instance;
    }

    /** The plugin that was granted what an attack needs, and nothing else. */
    String grantedFor(Attack attack) {
        return granted.get(attack.needs());
    }

    JsonNode attack(String plugin, Attack attack) {
        return instance.execute(plugin, "ATTACK", Map.of("name", attack.name()));
    }

    /** Whether it still runs; one that does not is started again for the others. */
    boolean survived() throws Exception {
        if (instance.isAlive()) return true;
        instance = start();
        return false;
    }

    /** All that can be seen from outside of the attacker, and is to stay as it is. */
    Map<String, String> seen() {
        Map<String, String> seen = new TreeMap<>(world.seen());
        JsonNode witness = instance.execute("witness", "WITNESS", Map.of());
        if (!witness.path("status").asText().equals("success")) {
            throw new IllegalStateException("The witness sees nothing: " + witness);
        }
        witness.path("result")
                .fields()
                .forEachRemaining(field ->
                        seen.put("(" + field.getKey() + ")", field.getValue().asText()));
        return seen;
    }

    @Override
    public void close() throws Exception {
        instance.close();
        world.close();
    }
}
