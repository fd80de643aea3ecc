package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Json;
import dev.pergola.http.internal.api.Nearest;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.store.PluginStates;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What plugins remember, as {@code plugin:state} shows it. Values are the plugins' own, and shown as they are. */
@Component(service = StateResource.class)
public final class StateResource implements RouteSource {
    private static final String PATH = BASE + "/plugins/{id}/state";
    private static final int KEYS = 100;
    private static final int MOST_BYTES = 1 << 20;

    private final PluginManager plugins;
    private final PluginStates states;

    /** Shows what the store has. */
    @Activate
    public StateResource(@Reference PluginManager plugins, @Reference PluginStates states) {
        this.plugins = plugins;
        this.states = states;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", PATH, "getState")
                        .summary(
                                "Shows what a plugin remembers: its keys with the bytes that their values have as JSON, "
                                        + "and its snapshots; or, with 'key', the value of that key, for what cannot stand in "
                                        + "a path.")
                        .needs(Role.ADMIN)
                        .query("key", "string", "A key, to get its value.")
                        .query("limit", "integer", "How many keys at most, up to 1000; 100 where not given.")
                        .query("cursor", "string", "Where to go on, from the Link header of the page before.")
                        .answers(200, Content.of(State.class), Content.of(Value.class))
                        .by(call -> call.query("key").isPresent()
                                ? value(call.path("id"), call.query("key").get())
                                : state(call)),
                Route.route("GET", PATH + "/{key}", "getStateValue")
                        .summary("Shows what a plugin remembers under a key. A value of more than " + MOST_BYTES
                                + " bytes is left out, and 'truncated' is true.")
                        .needs(Role.ADMIN)
                        .answers(200, Content.of(Value.class))
                        .by(call -> value(call.path("id"), call.path("key"))));
    }

    private Reply state(Call call) {
        String id = call.path("id");
        Set<String> keys = keys(id);
        Page<String> page = Page.of(List.copyOf(keys), call.query("cursor"), call.limit(KEYS), key -> key);
        List<Key> shown = page.items().stream()
                .flatMap(key -> states.get(id, key).map(value -> new Key(key, bytes(value))).stream())
                .toList();
        List<Snapshot> snapshots =
                states.snapshots(id).stream().map(Snapshot::of).toList();
        Reply.Json reply = Reply.ok(new State(id, states.bytesUsed(id), shown, snapshots))
                .header("X-Total-Count", Integer.toString(keys.size()));
        return page.next()
                .map(next -> reply.header("Link", Page.link(call, next).replace("{id}", id)))
                .orElse(reply);
    }

    private Reply value(String id, String key) {
        Optional<Map<String, Object>> value = states.get(id, key);
        if (value.isEmpty()) {
            Set<String> keys = keys(id);
            throw ProblemException.of(
                    ProblemType.STATE_NOT_FOUND,
                    "This plugin remembers nothing under this key." + Nearest.question(key, List.copyOf(keys)) + " GET "
                            + PATH.replace("{id}", id) + " lists its keys.");
        }
        int bytes = bytes(value.get());
        boolean truncated = bytes > MOST_BYTES;
        return Reply.ok(new Value(id, key, bytes, truncated, truncated ? null : value.get()));
    }

    /** An uninstalled plugin can have left its state behind. */
    private Set<String> keys(String id) {
        Set<String> keys = states.keys(id);
        if (keys.isEmpty() && plugins.find(id).isEmpty()) {
            throw new PluginNotFoundException("No such plugin is installed, nor has it left anything behind. GET "
                    + BASE + "/plugins lists those " + "that are.");
        }
        return keys;
    }

    private static int bytes(Map<String, Object> value) {
        return Json.write(value).length;
    }

    /** What a plugin remembers. */
    record State(String pluginId, long bytesUsed, List<Key> keys, List<Snapshot> snapshots) {}

    /** A key, and the size of its value as JSON. */
    record Key(String key, int bytes) {}

    /** A copy of the state that a rollback can go back to. */
    record Snapshot(long id, String label, Instant time, int entries) {
        static Snapshot of(PluginStates.Snapshot snapshot) {
            return new Snapshot(snapshot.id(), snapshot.label(), snapshot.time(), snapshot.entries());
        }
    }

    /** The value of a key. */
    record Value(
            String pluginId,
            String key,
            int bytes,
            boolean truncated,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> value) {}
}
