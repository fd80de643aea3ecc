package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.access.Role;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Problem;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Placement;
import dev.pergola.sandbox.Placements;
import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.Sandboxes;
import dev.pergola.sandbox.Usage;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The JVMs that run tasks of plugins. Not there where there are none. */
@Component(service = RouteSource.class)
public final class SandboxesResource implements RouteSource {
    private final Sandboxes sandboxes;
    private final Placements placements;

    /** Shows the sandboxes, and ends them. */
    @Activate
    public SandboxesResource(@Reference Sandboxes sandboxes, @Reference Placements placements) {
        this.sandboxes = sandboxes;
        this.placements = placements;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", BASE + "/sandboxes", "listSandboxes")
                        .summary("Lists the JVMs that run tasks of plugins, oldest first.")
                        .answers(200, Content.listOf(SandboxView.class))
                        .by(call -> Reply.ok(
                                sandboxes.list().stream().map(SandboxView::of).toList())),
                Route.route("GET", BASE + "/sandboxes/isolation", "getSandboxIsolation")
                        .summary("Tells what contains the sandboxes on this host, and what is missing.")
                        .answers(200, Content.of(Isolation.class))
                        .by(call -> Reply.ok(sandboxes.isolation())),
                Route.route("GET", BASE + "/plugins/{id}/placement", "getPlacement")
                        .summary("Tells where the tasks of a plugin's current version run, and why there.")
                        .answers(200, Content.of(PlacementView.class))
                        .by(this::placement),
                Route.route("DELETE", BASE + "/plugins/{id}/sandbox", "endSandbox")
                        .summary("Ends a plugin's sandbox, with whatever runs in it; the next task gets a new one.")
                        .needs(Role.OPERATOR)
                        .answers(200, Content.of(EndedView.class))
                        .by(this::end));
    }

    private Reply placement(Call call) {
        String id = call.path("id");
        return placements
                .of(id)
                .map(placement -> Reply.ok(PlacementView.of(placement)))
                .orElseGet(() -> Reply.problem(Problem.of(
                        ProblemType.PLUGIN_NOT_FOUND, "No version of the plugin '" + id + "' takes calls now")));
    }

    private Reply end(Call call) {
        return Reply.ok(new EndedView(sandboxes.end(call.path("id"))));
    }

    /** A sandbox. */
    record SandboxView(
            String pluginId,
            String version,
            Sandbox.State state,
            long pid,
            Instant startedAt,
            long calls,
            int running,
            boolean framework,
            UsageView usage) {
        static SandboxView of(Sandbox sandbox) {
            return new SandboxView(
                    sandbox.pluginId(),
                    sandbox.version(),
                    sandbox.state(),
                    sandbox.pid(),
                    sandbox.startedAt(),
                    sandbox.calls(),
                    sandbox.running(),
                    sandbox.framework(),
                    UsageView.of(sandbox.usage()));
        }
    }

    /** What it uses. */
    record UsageView(
            long memoryBytes,
            long cpuMs,
            int threads,
            long diskReadBytes,
            long diskWrittenBytes,
            long storageBytes,
            long networkReceivedBytes,
            long networkSentBytes,
            long refusedConnections) {
        static UsageView of(Usage usage) {
            return new UsageView(
                    usage.memoryBytes(),
                    usage.cpu().toMillis(),
                    usage.threads(),
                    usage.diskReadBytes(),
                    usage.diskWrittenBytes(),
                    usage.storageBytes(),
                    usage.networkReceivedBytes(),
                    usage.networkSentBytes(),
                    usage.refusedConnections());
        }
    }

    /**
     * Where tasks run.
     *
     * @param isolation the tier that contains those in a sandbox; empty where all run in the kernel's process
     */
    record PlacementView(Placement.Where where, String why, List<String> tasks, String isolation) {
        static PlacementView of(Placement placement) {
            return new PlacementView(
                    placement.where(),
                    placement.why(),
                    placement.tasks(),
                    placement.isolation().map(Isolation.Tier::toString).orElse(""));
        }
    }

    /** How many there were. */
    record EndedView(int ended) {}
}
