package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.telemetry.RuntimeMetrics;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the runtime measures, for whoever collects it (R32, R278). */
@Component(service = RouteSource.class)
public final class MetricsResource implements RouteSource {
    private final RuntimeMetrics metrics;

    /** Tells what telemetry gathers. */
    @Activate
    public MetricsResource(@Reference RuntimeMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.route("GET", BASE + "/metrics", "getMetrics")
                .summary("Tells what the runtime measures, in the text format of Prometheus; as OpenMetrics where the "
                        + "client accepts that.")
                .header("Accept", "application/openmetrics-text for OpenMetrics.")
                .answers(
                        200,
                        Content.of(MetricsFormat.PROMETHEUS.mediaType()),
                        Content.of(MetricsFormat.OPEN_METRICS.mediaType()))
                .by(this::metrics));
    }

    private Reply metrics(Call call) throws IOException {
        MetricsFormat format = MetricsFormat.accepted(call.header("Accept").orElse(""));
        return new Reply.Text(200, format.contentType(), format.text(metrics.gather()));
    }
}
