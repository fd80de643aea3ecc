package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.Route.Trait;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.RuntimeHealth;
import dev.pergola.telemetry.RuntimeHealth.HealthReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;

/** Whether the runtime lives and is ready (R319). Without a token it says so in one word, with one it says why. */
@Component(service = HealthResource.class)
public final class HealthResource implements RouteSource {
    private static final long REPORT_NANOS = 1_000_000_000L;

    private final RuntimeHealth health;
    private volatile Asked asked = new Asked(0, new HealthReport(HealthStatus.DOWN, Map.of()));

    /** Comes when the plugins that should run have been started. */
    @Reference(
            target = "(osgi.condition.id=pergola.ready.lifecycle)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable Condition lifecycle;

    /** Health as this tells it. */
    @Activate
    public HealthResource(@Reference RuntimeHealth health) {
        this.health = health;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", "/", "getIndex")
                        .summary("Says what this is and where its description is.")
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(200, Content.of(Index.class))
                        .by(call -> Reply.ok(new Index("Pergola", Route.BASE + "/openapi.json", "/health/ready"))),
                Route.route("GET", "/health/live", "getLiveness")
                        .summary("Whether the process answers at all.")
                        .open()
                        .answers(200, Content.of(Health.class))
                        .by(call -> Reply.ok(new Health("up", null))),
                Route.route("GET", "/health/ready", "getReadiness")
                        .summary("Whether everything is up and the plugins that should run have been started.")
                        .open()
                        .answers(200, Content.of(Health.class))
                        .answers(503, Content.of(Health.class))
                        .by(this::ready));
    }

    private Reply ready(Call call) {
        HealthReport report = report();
        boolean started = lifecycle != null;
        Map<String, Check> checks = new TreeMap<>();
        report.parts().forEach((name, part) -> checks.put(name, new Check(word(part.status()), part.message())));
        String message = started ? "The plugins that should run have been started" : "Plugins are being started";
        checks.put("plugins", new Check(started ? "up" : "down", message));
        boolean ready = started && report.status() != HealthStatus.DOWN;
        String status = ready ? word(report.status()) : "down";
        boolean known = call.principal().known();
        return Reply.json(ready ? 200 : 503, new Health(status, known ? checks : null));
    }

    /** Asking is not free, and anybody may ask: so it is done once a second at most. */
    private HealthReport report() {
        Asked last = asked;
        long now = System.nanoTime();
        if (last.nanos != 0 && now - last.nanos < REPORT_NANOS) return last.report;
        HealthReport report = health.report();
        asked = new Asked(now, report);
        return report;
    }

    private static String word(HealthStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private record Asked(long nanos, HealthReport report) {}

    /** Where to look next. */
    record Index(String name, String openapi, String health) {}

    /** How the runtime is. */
    record Health(
            String status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Check> checks) {}

    /** How a part is. */
    record Check(String status, String message) {}
}
