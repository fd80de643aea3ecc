package dev.pergola.security;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attacks;
import dev.pergola.security.attack.Control.Counterpart;
import dev.pergola.security.attack.Control.Granted;
import dev.pergola.security.attack.Need;
import dev.pergola.security.attack.Prey;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A world with an instance in it, and all plugins that the attacks need. */
final class Stage implements AutoCloseable {
    /** The process that the attacker's tasks run in, among what is seen. */
    static final String SANDBOX = "(sandbox)";

    /** What has loaded the attacker there. */
    static final String LOADER = "(loader)";

    /** Denied calls after which a plugin is taken out of service: more than the attacker is made to make. */
    static final int PATIENCE = 1_000;

    private static final List<Need> SIGHT = List.of(
            new Need("system.properties", "*"),
            new Need("system.properties.write", "*"),
            new Need("threads.manage", ""),
            new Need("metrics.read", "*"),
            new Need("network.http", "*"));

    private final Manner manner;
    private final Path home;
    private final Path preferences;
    private final Instance.Folders folders;
    private final World world;
    private final PluginJar jars;
    private final Map<List<Need>, String> granted = new LinkedHashMap<>();
    private Instance instance;
    /** What the platform said when it was last asked, while nobody has attacked since. */
    private Optional<Map<String, String>> known = Optional.empty();

    /** Who attacks from where, and what it is held to. */
    private enum Manner {
        ENFORCED("attacker"),
        UNENFORCED("attacker"),
        SANDBOXED("flat-attacker");

        private final String attacker;

        Manner(String attacker) {
            this.attacker = attacker;
        }
    }

    private Stage(Path folder, Manner manner) throws Exception {
        this.manner = manner;
        home = Instance.unpack(folder);
        preferences = Files.createDirectories(folder.resolve("preferences"));
        folders = new Instance.Folders(
                folder.resolve("data"),
                Files.createDirectories(folder.resolve("plugins")),
                Files.writeString(folder.resolve("input"), Prey.SECRET));
        world = new World(folder);
        jars = new PluginJar(facts());
        Files.writeString(home.resolve("etc/permissions-policy"), "grant * to granted-*\ngrant * to witness\n");
        fill();
        instance = start();
    }

    /** Where plugins are held to their permissions, and some were granted what attacks need. */
    static Stage enforced(Path folder) throws Exception {
        return new Stage(folder, Manner.ENFORCED);
    }

    /** The same archive, where nobody is held to any permissions. */
    static Stage unenforced(Path folder) throws Exception {
        return new Stage(folder, Manner.UNENFORCED);
    }

    /** Where the attacker's tasks run in a plain process of its own, in which there is no framework. */
    static Stage sandboxed(Path folder) throws Exception {
        return new Stage(folder, Manner.SANDBOXED);
    }

    /** The plugin that attacks. */
    String attacker() {
        return manner.attacker;
    }

    private Properties facts() {
        Properties facts = new Properties();
        facts.setProperty("outside", world.outside().toString());
        facts.setProperty("home", home.toString());
        facts.setProperty("data", folders.data().toString());
        facts.setProperty("plugins", folders.plugins().toString());
        facts.setProperty("port", "" + world.port());
        facts.setProperty("registrar", "" + world.registrar());
        facts.setProperty("unix", world.socket().toString());
        facts.setProperty("bystander", "" + world.bystander());
        return facts;
    }

    private void fill() throws Exception {
        if (manner == Manner.SANDBOXED) jars.makeFlat(attacker(), folders.plugins());
        else jars.make(attacker(), List.of(), folders.plugins());
        jars.make("victim", List.of(), folders.plugins());
        jars.make("witness", SIGHT, folders.plugins());
        if (manner == Manner.ENFORCED) {
            for (Attack attack : Attacks.all()) grant(needsOfControl(attack));
        }
        plant();
    }

    /** What the plugin has to be granted that makes the control. */
    private static List<Need> needsOfControl(Attack attack) {
        if (attack.control() instanceof Counterpart twin) return twin.needs();
        return attack.control() instanceof Granted ? attack.needs() : List.of();
    }

    private void grant(List<Need> needs) throws Exception {
        if (needs.isEmpty() || granted.containsKey(needs)) return;
        String id = "granted-" + granted.size() + "-" + needs.get(0).permission();
        granted.put(needs, id);
        jars.make(id, needs, folders.plugins());
    }

    private void plant() {
        for (String id : ids())
            world.plant(folders.data().resolve("plugin-data").resolve(id), id);
        world.reset(attacker());
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>(List.of(attacker(), "victim", "witness"));
        ids.addAll(granted.values());
        return ids;
    }

    private Instance start() throws Exception {
        known = Optional.empty();
        List<String> arguments = new ArrayList<>();
        List<String> options = new ArrayList<>(List.of("-Djava.util.prefs.userRoot=" + preferences));
        if (manner == Manner.UNENFORCED) {
            arguments.add("--insecure");
            // It is started many times, and does next to nothing.
            options.add("-XX:TieredStopAtLevel=1");
        }
        for (String setting : settings()) arguments.addAll(List.of("--set", setting));
        Instance started = Instance.ready(home, folders, options, arguments);
        try {
            settle(started);
            return started;
        } catch (RuntimeException | Error failure) {
            started.kill();
            throw failure;
        }
    }

    private List<String> settings() {
        List<String> settings = new ArrayList<>(List.of(
                // What is found before a plugin runs is another matter.
                "kernel.bundles-exclude=dev.pergola.vetting*",
                "permissions.quarantine-after=" + PATIENCE,
                "execution.circuit-failures=1000000",
                // A sandbox may just have started, and is slower at first; no attack is deaf for that long.
                "limits.execution-timeout=" + (manner == Manner.SANDBOXED ? "5s" : "3s"),
                "limits.storage-mb=2"));
        if (manner == Manner.SANDBOXED) {
            settings.addAll(List.of(
                    "sandbox.isolation=C",
                    "sandbox.plugins=" + attacker(),
                    // It is to stay as long as no attack ends it.
                    "sandbox.replace-at-memory-percent=100"));
        }
        return settings;
    }

    private void settle(Instance started) {
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
    }

    World world() {
        return world;
    }

    PluginJar jars() {
        return jars;
    }

    Path plugins() {
        return folders.plugins();
    }

    Instance instance() {
        return instance;
    }

    JsonNode attack(Attack attack) {
        known = Optional.empty();
        awaitQuiet();
        return instance.execute(attacker(), "ATTACK", Map.of("name", attack.name()));
    }

    /** The plugin that makes the control of an attack: the one that was granted what that takes, and nothing else. */
    String controller(Attack attack) {
        return granted.getOrDefault(needsOfControl(attack), attacker());
    }

    JsonNode control(Attack attack) {
        known = Optional.empty();
        return instance.execute(controller(attack), "ATTACK", Map.of("name", attack.name(), "control", true));
    }

    /** Whether it still runs; one that does not is started again for the others. */
    boolean survived() throws Exception {
        if (instance.isAlive()) return true;
        instance = start();
        return false;
    }

    /** Whether plugins can still be called, and keep state. */
    boolean isWell() {
        if (!instance.isAlive()) return false;
        known = Optional.empty();
        try {
            JsonNode answer = instance.execute(attacker(), "ATTACK", Map.of("name", "own-state"));
            seen();
            return answer.path("status").asText().equals("success");
        } catch (IllegalStateException | UncheckedIOException broken) {
            return false;
        }
    }

    /** Starts again from nothing, whatever has become of the old one. */
    void startAfresh() throws Exception {
        instance.kill();
        try (Stream<Path> files = Files.walk(folders.data())) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) Files.delete(file);
        }
        plant();
        instance = start();
    }

    /**
     * All that can be seen from outside of the attacker, and is to stay as it is. What there was after one attack is what there is
     * before the next: what comes late is found there.
     */
    Map<String, String> seen() {
        Map<String, String> said = known.orElseGet(this::saidByThePlatform);
        known = Optional.of(said);
        Map<String, String> seen = new TreeMap<>(world.seen());
        seen.putAll(said);
        return seen;
    }

    private Map<String, String> saidByThePlatform() {
        Map<String, String> said = new TreeMap<>();
        if (manner == Manner.SANDBOXED) {
            awaitQuiet();
            said.put(LOADER, loaderInSandbox());
            said.put(SANDBOX, "" + sandbox());
        }
        JsonNode witness = instance.execute("witness", "WITNESS", Map.of());
        if (!witness.path("status").asText().equals("success")) {
            throw new IllegalStateException("The witness sees nothing: " + witness);
        }
        witness.path("result")
                .fields()
                .forEachRemaining(field ->
                        said.put("(" + field.getKey() + ")", field.getValue().asText()));
        return said;
    }

    /** A call that was cut, and what ends it, are done: else a sandbox that goes would take the next call with it. */
    private void awaitQuiet() {
        if (manner != Manner.SANDBOXED) return;
        await("calls in the sandbox to end")
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(30))
                .until(() -> instance.list("/api/v1/sandboxes").findValues("running").stream()
                        .allMatch(running -> running.asInt() == 0));
    }

    /** The attacker says so itself; a sandbox that was ended is there again then. */
    private String loaderInSandbox() {
        JsonNode answer = await("the attacker's sandbox")
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> instance.execute(attacker(), "WHERE", Map.of()),
                        where -> where.path("status").asText().equals("success"));
        return answer.at("/result/loader").asText();
    }

    /** The process of the one sandbox that there is. */
    private long sandbox() {
        JsonNode sandboxes = instance.list("/api/v1/sandboxes");
        if (sandboxes.size() != 1 || !sandboxes.at("/0/plugin_id").asText().equals(attacker()))
            throw new IllegalStateException("There is not the attacker's sandbox alone: " + sandboxes);
        return sandboxes.at("/0/pid").asLong();
    }

    /** What is different now from what was seen before. */
    List<String> changedSince(Map<String, String> before) {
        known = Optional.empty();
        Map<String, String> now = seen();
        return Stream.concat(before.keySet().stream(), now.keySet().stream())
                .distinct()
                .filter(key -> !Objects.equals(before.get(key), now.get(key)))
                .map(key -> key + " from " + before.get(key) + " to " + now.get(key))
                .toList();
    }

    @Override
    public void close() {
        instance.close();
        world.close();
    }
}
