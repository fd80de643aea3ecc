package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.Route.Trait;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginManager.Keep;
import dev.pergola.lifecycle.PluginState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The installed plugins: what they are, and starting, stopping and removing them (R190, R192, R194, R198). */
@Component(service = PluginsResource.class)
public final class PluginsResource implements RouteSource {
    private static final String PLUGIN = BASE + "/plugins/{id}";
    private static final int PAGE = 500;

    private final PluginManager plugins;

    /** Shows what the lifecycle has. */
    @Activate
    public PluginsResource(@Reference PluginManager plugins) {
        this.plugins = plugins;
    }

    @Override
    public List<Route> routes() {
        Route list = Route.route("GET", BASE + "/plugins", "listPlugins")
                .summary("Lists the installed plugins, every version, ordered by id and version. "
                        + "The Link header with rel=next leads to the next page.")
                .query("status", "string", "Only those of a status, or in a state.", statuses())
                .query("category", "string", "Only those of a category.")
                .query("id", "string", "Only the versions of one plugin.")
                .query("q", "string", "Only those with this text in id, name, description or tags.")
                .query("limit", "integer", "How many at most, up to 1000; 500 where not given.")
                .query("cursor", "string", "Where to go on, from the Link header of the page before.")
                .is(Trait.KEEPS_TO_LIMITS)
                .answers(200, Content.listOf(PluginView.class))
                .by(this::list);
        return List.of(
                list,
                list.alias("/api/plugins/list", "listPluginsUnversioned"),
                Route.route("GET", PLUGIN, "getPlugin")
                        .summary("Shows a plugin.")
                        .query("version", "string", "A version; the current one where not given.")
                        .answers(200, Content.of(PluginView.class))
                        .by(call -> Reply.ok(PluginView.of(find(call.path("id"), call.query("version"))))),
                Route.route("DELETE", PLUGIN, "uninstallPlugin")
                        .summary("Removes a plugin.")
                        .needs(Role.ADMIN)
                        .query("version", "string", "One version; all where not given.")
                        .query("keep_state", "boolean", "Whether state, data and configuration stay.")
                        .query("keep_permissions", "boolean", "Whether what it was granted and refused stays.")
                        .answers(204)
                        .by(this::uninstall),
                operation("enable", "Starts a plugin that was disabled, failed or quarantined.")
                        .by(call -> done(plugins.enable(id(call), actor(call)))),
                operation("disable", "Stops a plugin, and keeps it stopped.")
                        .by(call -> done(plugins.disable(id(call), actor(call)))),
                operation("reload", "Replaces a plugin by a fresh instance of the same jar.")
                        .by(call -> done(plugins.reload(id(call), actor(call)))),
                operation(
                                "reconsider",
                                "Runs the checks again for what is held of a plugin, and goes on with it where they pass.")
                        .by(call -> done(plugins.reconsider(id(call), actor(call)))),
                operation("rollback", "Goes back to an earlier version.")
                        .takes(Content.of(Rollback.class))
                        .bodyOptional()
                        .by(this::rollback),
                Route.route("GET", PLUGIN + "/plan", "planOperation")
                        .summary("Says what an operation would do, without doing it.")
                        .requiredQuery(
                                "operation", "The operation.", "enable", "disable", "reload", "rollback", "uninstall")
                        .answers(200, Content.of(PlanView.class))
                        .by(call -> Reply.ok(PlanView.of(
                                plugins.plan(call.query("operation").orElse("").toLowerCase(Locale.ROOT), id(call))))),
                Route.route("GET", PLUGIN + "/explain", "explainPlugin")
                        .summary("Says why a plugin, or a file in a plugin directory, is as it is.")
                        .answers(200, Content.of(ExplanationView.class))
                        .by(call -> Reply.ok(ExplanationView.of(plugins.explain(id(call))))),
                Route.route("GET", BASE + "/explain", "explain")
                        .summary(
                                "Says the same of a plugin's id, or of the name or path of a file: what cannot stand in "
                                        + "a path can stand here.")
                        .requiredQuery("subject", "Id of a plugin, or name or path of a file in a plugin directory.")
                        .answers(200, Content.of(ExplanationView.class))
                        .by(call -> Reply.ok(ExplanationView.of(
                                plugins.explain(call.query("subject").orElse(""))))),
                Route.route("GET", BASE + "/libraries", "listLibraries")
                        .summary("Lists the shared libraries.")
                        .answers(200, Content.listOf(LibraryView.class))
                        .by(call -> Reply.ok(plugins.libraries().stream()
                                .map(library -> new LibraryView(
                                        library.symbolicName(),
                                        library.version(),
                                        library.digest(),
                                        library.source(),
                                        library.bundleId(),
                                        library.users()))
                                .toList())));
    }

    private static Route.Builder operation(String name, String summary) {
        return Route.route("POST", PLUGIN + "/" + name, name + "Plugin")
                .summary(summary)
                .needs(Role.OPERATOR)
                .answers(200, Content.of(DeploymentView.class));
    }

    private Reply list(Call call) {
        Optional<String> category = call.query("category");
        Optional<String> id = call.query("id");
        Predicate<PluginInfo> wanted = byStatus(call.query("status"))
                .and(plugin -> category.isEmpty()
                        || category.get().equalsIgnoreCase(plugin.metadata().category()))
                .and(plugin -> id.isEmpty() || id.get().equals(plugin.metadata().id()))
                .and(byText(call.query("q")));
        List<PluginInfo> all = plugins.list().stream()
                .filter(plugin -> call.principal().covers(plugin.metadata().id()))
                .filter(wanted)
                .toList();
        Page<PluginInfo> page = Page.of(
                all,
                call.query("cursor"),
                call.limit(PAGE),
                plugin -> plugin.metadata().id() + " " + plugin.metadata().version());
        Reply.Json reply = Reply.ok(page.items().stream().map(PluginView::of).toList())
                .header("X-Total-Count", Integer.toString(all.size()));
        return page.next()
                .map(next -> reply.header("Link", Page.link(call, next)))
                .orElse(reply);
    }

    private static Predicate<PluginInfo> byStatus(Optional<String> status) {
        return plugin -> status.isEmpty()
                || PluginView.Status.of(plugin.state()).name().equalsIgnoreCase(status.get())
                || plugin.state().name().equalsIgnoreCase(status.get());
    }

    private static Predicate<PluginInfo> byText(Optional<String> text) {
        String wanted = text.orElse("").toLowerCase(Locale.ROOT);
        return plugin -> Stream.concat(
                        Stream.of(
                                plugin.metadata().id(),
                                plugin.metadata().name(),
                                plugin.metadata().description()),
                        plugin.metadata().tags().stream())
                .anyMatch(part -> part.toLowerCase(Locale.ROOT).contains(wanted));
    }

    private static String[] statuses() {
        List<String> all = new ArrayList<>();
        for (PluginView.Status status : PluginView.Status.values()) all.add(status.name());
        Arrays.stream(PluginState.values())
                .map(PluginState::name)
                .filter(state -> all.stream().noneMatch(state::equalsIgnoreCase))
                .forEach(all::add);
        return all.toArray(String[]::new);
    }

    private PluginInfo find(String id, Optional<String> version) {
        return version.isEmpty()
                ? plugins.find(id)
                        .orElseThrow(() -> new PluginNotFoundException("No plugin '" + shorten(id)
                                + "' is installed. GET " + BASE + "/plugins lists those that are."))
                : plugins.versions(id).stream()
                        .filter(plugin -> plugin.metadata().version().toString().equals(version.get()))
                        .findFirst()
                        .orElseThrow(() -> new PluginNotFoundException("No version " + shorten(version.get())
                                + " of a plugin '" + shorten(id) + "' is installed."));
    }

    private Reply uninstall(Call call) {
        find(id(call), call.query("version"));
        Set<Keep> keep = EnumSet.noneOf(Keep.class);
        if (call.flag("keep_state", false)) keep.add(Keep.STATE);
        if (call.flag("keep_permissions", false)) keep.add(Keep.PERMISSIONS);
        DeploymentView.check(plugins.uninstall(id(call), call.query("version"), keep, actor(call)));
        return Reply.noContent();
    }

    private Reply rollback(Call call) {
        Rollback request = call.data(Rollback.class).orElse(new Rollback(null, null));
        Optional<String> version = Optional.ofNullable(request.version());
        if (version.filter(String::isBlank).isPresent()) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The field 'version' is empty: leave it out.");
        }
        return done(plugins.rollback(id(call), version, Boolean.TRUE.equals(request.keepState()), actor(call)));
    }

    private Reply done(DeploymentReport report) {
        DeploymentView.check(report);
        PluginView plugin = plugins.find(report.pluginId()).map(PluginView::of).orElse(null);
        return Reply.ok(DeploymentView.of(report, plugin));
    }

    private static String id(Call call) {
        return call.path("id");
    }

    private static String actor(Call call) {
        return call.principal().name();
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /** Where to go back to. */
    record Rollback(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String version,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias("keepState") @Nullable
            Boolean keepState) {}

    /** A shared library. */
    record LibraryView(
            String symbolicName, String version, String digest, String source, long bundleId, List<String> users) {}
}
