package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.access.Role;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.Sandboxes;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The JVMs that run tasks of plugins. Not there where there are none. */
@Component(service = RouteSource.class)
public final class SandboxesResource implements RouteSource {
    private final Sandboxes sandboxes;

    /** Shows the sandboxes, and ends them. */
    @Activate
    public SandboxesResource(@Reference Sandboxes sandboxes) {
        this.sandboxes = sandboxes;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", BASE + "/sandboxes", "listSandboxes")
                        .summary("Lists the JVMs that run tasks of plugins, oldest first.")
                        .answers(200, Content.listOf(SandboxView.class))
                        .by(call -> Reply.ok(
                                sandboxes.list().stream().map(SandboxView::of).toList())),
                Route.route("DELETE", BASE + "/plugins/{id}/sandbox", "endSandbox")
                        .summary("Ends a plugin's sandbox, with whatever runs in it; the next task gets a new one.")
                        .needs(Role.OPERATOR)
                        .answers(200, Content.of(EndedView.class))
                        .by(this::end));
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
            int running) {
        static SandboxView of(Sandbox sandbox) {
            return new SandboxView(
                    sandbox.pluginId(),
                    sandbox.version(),
                    sandbox.state(),
                    sandbox.pid(),
                    sandbox.startedAt(),
                    sandbox.calls(),
                    sandbox.running());
        }
    }

    /** How many there were. */
    record EndedView(int ended) {}
}
