package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.access.Role;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.http.internal.api.Body;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.Route.Trait;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.Plan;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Installing and updating plugins, from an upload, a file or a URL (R191, R197). */
@Component(service = InstallResource.class)
public final class InstallResource implements RouteSource {
    private final PluginManager plugins;

    /** Installs through the lifecycle. */
    @Activate
    public InstallResource(@Reference PluginManager plugins) {
        this.plugins = plugins;
    }

    @Override
    public List<Route> routes() {
        Route install = withJar(Route.route("POST", BASE + "/plugins", "installPlugin"))
                .summary("Installs a plugin, another version of one, or a library: from an upload, a path on the "
                        + "platform's machine, or a URL.")
                .is(Trait.KEEPS_TO_LIMITS)
                .answers(200, Content.of(DeploymentView.class))
                .answers(201, Content.of(DeploymentView.class))
                .by(this::install);
        return List.of(
                install,
                install.alias("/api/plugins/install", "installPluginUnversioned"),
                withJar(Route.route("POST", BASE + "/plugins/plan", "planInstall"))
                        .summary("Says what installing a jar would do, without doing it.")
                        .is(Trait.KEEPS_TO_LIMITS)
                        .is(Trait.NOT_AUDITED)
                        .answers(200, Content.of(PlanView.class))
                        .by(this::plan),
                withJar(Route.route("POST", BASE + "/plugins/{id}/update", "updatePlugin"))
                        .summary(
                                "Updates a plugin to what a jar holds; without a body, to what is now at the place that "
                                        + "its jar came from.")
                        .bodyOptional()
                        .answers(200, Content.of(DeploymentView.class))
                        .by(this::update));
    }

    private static Route.Builder withJar(Route.Builder route) {
        return route.needs(Role.PUBLISHER)
                .query("enabled", "boolean", "Whether to start it, where the body does not say; true.")
                .query(
                        "side_by_side",
                        "boolean",
                        "Whether to leave the current version current, where the body does not say; false.")
                .takes(Content.of(InstallRequest.class))
                .takes(Content.of("multipart/form-data"))
                .takes(Content.of("application/java-archive"))
                .takes(Content.of("application/octet-stream"));
    }

    /**
     * A publisher brings the jar along. What lies elsewhere, and what is set along with it, takes an administrator, since the
     * platform can read more than a publisher; and a limited token brings its own plugins only.
     */
    private void requireAllowed(Call call) {
        if (!(call.body() instanceof Body.Upload upload)) {
            call.principal().require(Role.ADMIN);
            if (call.principal().limited()) throw call.principal().outOfLimits();
        } else if (call.principal().limited()) {
            Plan plan = plugins.planInstall(upload.file());
            if (!call.principal().covers(plan.pluginId()))
                throw call.principal().outOfLimits();
        }
    }

    private Reply install(Call call) {
        requireAllowed(call);
        InstallRequest request = InstallRequest.of(call);
        String actor = call.principal().name();
        if (request.pluginId() != null) return installed(request, request.pluginId(), call);
        Optional<Path> file = request.file();
        Optional<URI> address = request.address();
        DeploymentReport report = DeploymentView.check(
                file.isPresent()
                        ? plugins.install(file.get(), request.options(call.body()), actor)
                        : plugins.install(address.orElseThrow(), request.options(call.body()), actor));
        Optional<PluginInfo> plugin = inReport(report);
        String location = plugin.isPresent() ? BASE + "/plugins/" + report.pluginId() : BASE + "/libraries";
        return Reply.json(report.outcome() == Outcome.UNCHANGED ? 200 : 201, view(report, plugin))
                .header("Location", location);
    }

    /** Without a registry, a plugin named by its id can only be one that is there already. */
    private Reply installed(InstallRequest request, String id, Call call) {
        String actor = call.principal().name();
        Optional<PluginInfo> plugin = plugins.versions(id).stream()
                .filter(info -> request.version() == null
                        || info.metadata().version().toString().equals(request.version()))
                .findFirst();
        if (plugin.isEmpty()) {
            throw ProblemException.of(
                    ProblemType.NO_REGISTRY,
                    "'" + id + "'" + (request.version() == null ? "" : " in version " + request.version())
                            + " is not installed, and no registry is configured that it could come from. Upload the "
                            + "jar, or give its 'path' or 'url'.");
        }
        Map<String, Object> configuration = request.options(call.body()).configuration();
        if (!configuration.isEmpty()) plugins.configure(id, configuration, actor);
        DeploymentReport unchanged = new DeploymentReport(
                0,
                "install",
                id,
                plugin.get().metadata().version().toString(),
                plugin.get().metadata().version().toString(),
                Outcome.UNCHANGED,
                List.of(),
                List.of(),
                java.time.Duration.ZERO);
        return Reply.ok(view(unchanged, plugin));
    }

    private Reply plan(Call call) {
        requireAllowed(call);
        return Reply.ok(PlanView.of(plugins.planInstall(localFile(InstallRequest.of(call)))));
    }

    private Reply update(Call call) {
        requireAllowed(call);
        String id = call.path("id");
        PluginInfo before = plugins.find(id)
                .orElseThrow(() -> new PluginNotFoundException(
                        "No plugin of this id is installed. POST " + BASE + "/plugins installs one."));
        boolean fromSource = call.body() instanceof Body.None;
        InstallRequest request = fromSource ? fromSource(before, call) : InstallRequest.of(call);
        InstallOptions options = request.options(call.body());
        Optional<URI> address = request.address();
        DeploymentReport report;
        if (address.isPresent()) {
            report = plugins.install(address.get(), options, call.principal().name());
        } else {
            Path file = localFile(request);
            Plan plan = plugins.planInstall(file);
            if (!plan.pluginId().equals(id)) {
                throw ProblemException.of(
                        ProblemType.DEPLOYMENT_REFUSED,
                        "The jar holds " + (plan.pluginId().isEmpty() ? "no plugin" : "the plugin " + plan.pluginId())
                                + ", not " + id + ". POST " + BASE + "/plugins installs it.");
            }
            report = plugins.install(file, options, call.principal().name());
        }
        DeploymentView.check(report);
        if (!report.pluginId().equals(id)) {
            throw ProblemException.of(
                    ProblemType.DEPLOYMENT_REFUSED,
                    "The jar behind this URL is not " + id + " but " + report.pluginId()
                            + ", which has been installed. " + "DELETE " + BASE + "/plugins/" + report.pluginId()
                            + " undoes that.");
        }
        return Reply.ok(view(report, inReport(report)));
    }

    private static InstallRequest fromSource(PluginInfo plugin, Call call) {
        String source = plugin.source();
        if (source.startsWith(InstallRequest.UPLOAD)) {
            throw ProblemException.of(
                    ProblemType.INVALID_REQUEST,
                    "This plugin was uploaded, so there is no place to look for a newer jar. Upload it, or give its "
                            + "'path' or 'url'.");
        }
        boolean isUrl = source.startsWith("http:") || source.startsWith("https:") || source.startsWith("file:");
        return new InstallRequest(
                isUrl ? null : source,
                isUrl ? source : null,
                null,
                null,
                call.flag("enabled", plugin.enabled()),
                call.flag("side_by_side", false),
                null);
    }

    private static Path localFile(InstallRequest request) {
        return request.file()
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.INVALID_REQUEST, "This needs the jar itself: upload it, or give its 'path'."));
    }

    private Optional<PluginInfo> inReport(DeploymentReport report) {
        if (report.pluginId().isEmpty()) return Optional.empty();
        return plugins.versions(report.pluginId()).stream()
                .filter(info -> info.metadata().version().toString().equals(report.toVersion()))
                .findFirst();
    }

    private static DeploymentView view(DeploymentReport report, Optional<PluginInfo> plugin) {
        @Nullable PluginView view = plugin.map(PluginView::of).orElse(null);
        return DeploymentView.of(report, view);
    }
}
