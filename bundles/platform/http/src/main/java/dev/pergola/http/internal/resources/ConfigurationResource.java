package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.api.Values;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.lifecycle.ConfigurationView;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.store.ConfigurationRevision;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Plugins' configuration (R193, R313). Values that the plugin declares as passwords never go out: a mask stands in for them,
 * and a mask that comes back means that the value stays.
 */
@Component(service = ConfigurationResource.class)
public final class ConfigurationResource implements RouteSource {
    static final String MASK = "********";
    private static final String PLUGIN = BASE + "/plugins/{id}";
    private static final String PATH = PLUGIN + "/configuration";

    private final PluginManager plugins;

    /** Shows and sets what the lifecycle has. */
    @Activate
    public ConfigurationResource(@Reference PluginManager plugins) {
        this.plugins = plugins;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("PUT", PLUGIN, "updatePluginSettings")
                        .summary("Replaces a plugin's configuration, given as the field 'config'.")
                        .needs(Role.ADMIN)
                        .takes(Content.of(Change.class))
                        .answers(200, Content.of(PluginView.class))
                        .by(this::change),
                Route.route("GET", PATH, "getConfiguration")
                        .summary("Shows a plugin's configuration and what it may be.")
                        .answers(200, Content.of(Shown.class))
                        .by(call -> Reply.ok(shown(plugins.configuration(call.path("id"))))),
                Route.route("PUT", PATH, "setConfiguration")
                        .summary("Replaces a plugin's configuration.")
                        .needs(Role.ADMIN)
                        .takes(Content.of(Map.class))
                        .answers(200, Content.of(Shown.class))
                        .by(call -> Reply.ok(shown(configure(call, values(call.requiredData(Map.class)))))),
                Route.route("GET", PATH + "/history", "listConfigurationRevisions")
                        .summary("Lists the revisions of a plugin's configuration, newest first.")
                        .query("limit", "integer", "How many at most, up to 1000; 100 where not given.")
                        .answers(200, Content.listOf(Revision.class))
                        .by(this::history),
                Route.route("POST", PATH + "/rollback", "rollbackConfiguration")
                        .summary("Goes back to an earlier revision of a plugin's configuration, which becomes a new "
                                + "one: without a body to the one before; 0 is what holds before anybody sets "
                                + "anything.")
                        .needs(Role.ADMIN)
                        .takes(Content.of(Back.class))
                        .bodyOptional()
                        .answers(200, Content.of(Shown.class))
                        .by(this::rollback));
    }

    private Reply change(Call call) {
        Map<String, Object> values = call.requiredData(Change.class).config();
        if (values == null) {
            throw ProblemException.of(
                    ProblemType.INVALID_REQUEST, "The field 'config' is missing: an object with the configuration.");
        }
        configure(call, values);
        return plugins.find(call.path("id"))
                .map(plugin -> Reply.ok(PluginView.of(plugin)))
                .orElseThrow(
                        () -> new dev.pergola.api.PluginNotFoundException("The plugin is not installed any more."));
    }

    private ConfigurationView configure(Call call, Map<String, Object> values) {
        String id = call.path("id");
        Map<String, Object> copy;
        try {
            copy = Values.copyOf(values);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The configuration is not valid: " + e.getMessage());
        }
        return plugins.configure(
                id,
                copy.containsValue(MASK) ? unmasked(copy, id) : copy,
                call.principal().name());
    }

    private Map<String, Object> unmasked(Map<String, Object> values, String id) {
        ConfigurationView before = plugins.configuration(id);
        Map<String, Object> set =
                before.history().isEmpty() ? Map.of() : before.history().get(0).values();
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            boolean stays = MASK.equals(value) && isSecret(before.schema(), key);
            if (!stays) {
                result.put(key, value);
            } else if (set.containsKey(key)) {
                result.put(key, set.get(key));
            }
        });
        return Values.copyOf(result);
    }

    private Reply rollback(Call call) {
        String id = call.path("id");
        ConfigurationView view = plugins.configuration(id);
        Long asked = call.data(Back.class).map(Back::revision).orElse(null);
        if (asked == null && view.revision() == 0) {
            throw ProblemException.of(
                    ProblemType.REVISION_NOT_FOUND,
                    "Nobody has changed this configuration, so there is nothing to go back to.");
        }
        long revision = asked == null ? view.revision() - 1 : asked;
        Map<String, Object> values = view.at(revision)
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.REVISION_NOT_FOUND,
                        "There is no revision " + revision + " of this configuration, or it is not kept any more. GET "
                                + PATH.replace("{id}", id) + "/history lists those that are."));
        if (revision == view.revision()) return Reply.ok(shown(view));
        return Reply.ok(shown(plugins.configure(id, values, call.principal().name())));
    }

    private Reply history(Call call) {
        ConfigurationView view = plugins.configuration(call.path("id"));
        return Reply.ok(view.history().stream()
                .limit(call.limit(100))
                .map(revision -> revision(revision, view.schema()))
                .toList());
    }

    private static Shown shown(ConfigurationView view) {
        return new Shown(
                view.pluginId(),
                view.revision(),
                masked(view.effective(), view.schema()),
                view.schema(),
                view.tried().map(report -> DeploymentView.of(report, null)).orElse(null),
                view.underWay());
    }

    private static Revision revision(ConfigurationRevision revision, Map<String, Object> schema) {
        return new Revision(revision.revision(), masked(revision.values(), schema), revision.author(), revision.time());
    }

    private static Map<String, Object> masked(Map<String, Object> values, Map<String, Object> schema) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        values.forEach((key, value) -> result.put(key, isSecret(schema, key) ? MASK : value));
        return Values.copyOf(result);
    }

    private static boolean isSecret(Map<String, Object> schema, String key) {
        return schema.get("properties") instanceof Map<?, ?> properties
                && properties.get(key) instanceof Map<?, ?> property
                && Boolean.TRUE.equals(property.get("writeOnly"));
    }

    private static Map<String, Object> values(Map<?, ?> body) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        body.forEach((key, value) -> values.put(String.valueOf(key), value));
        return Values.copyOf(values);
    }

    /** A new configuration. */
    record Change(@Nullable Map<String, Object> config) {}

    /** Where to go back to. */
    record Back(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long revision) {}

    /**
     * A configuration; where it was changed and the plugin did not run, also what came of starting it again, and where it
     * runs, whether its components are still taking it up.
     */
    record Shown(
            String pluginId,
            long revision,
            Map<String, Object> values,
            Map<String, Object> schema,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            DeploymentView tried,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean underWay) {}

    /** A configuration at some time. */
    record Revision(long revision, Map<String, Object> values, String author, Instant time) {}
}
