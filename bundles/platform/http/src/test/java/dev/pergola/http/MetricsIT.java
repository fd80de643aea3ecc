package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Bucket;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics over HTTP (R32, R278). */
class MetricsIT {
    private static final String PATH = "/api/v1/metrics";
    private static HttpRuntime runtime;
    private static Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        client = Client.of(runtime.kernel);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @BeforeEach
    void measure() {
        runtime.metrics = List.of(
                new MetricFamily(
                        "pergola_call_duration_seconds",
                        "Time.",
                        Type.HISTOGRAM,
                        List.of(new Sample(
                                Map.of("plugin", "a"),
                                2.5,
                                List.of(new Bucket(0.1, 3), new Bucket(Double.POSITIVE_INFINITY, 1))))),
                MetricFamily.of("pergola_calls_total", "Calls.", Type.COUNTER, 3),
                new MetricFamily("pergola_empty", "Nothing.", Type.GAUGE, List.of()),
                new MetricFamily(
                        "pergola_sandbox_isolation_info",
                        "The tier.",
                        Type.INFO,
                        List.of(Sample.of(1, Map.of("tier", "A", "works", "true")))));
    }

    @Test
    void areInTheFormatOfPrometheus() throws Exception {
        Answer answer = client.get(PATH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/plain").contains("version=0.0.4");
        assertThat(answer.body()).isEqualTo("""
                # HELP pergola_call_duration_seconds Time.
                # TYPE pergola_call_duration_seconds histogram
                pergola_call_duration_seconds_bucket{plugin="a",le="0.1"} 3
                pergola_call_duration_seconds_bucket{plugin="a",le="+Inf"} 4
                pergola_call_duration_seconds_count{plugin="a"} 4
                pergola_call_duration_seconds_sum{plugin="a"} 2.5
                # HELP pergola_calls_total Calls.
                # TYPE pergola_calls_total counter
                pergola_calls_total 3.0
                # HELP pergola_sandbox_isolation_info The tier.
                # TYPE pergola_sandbox_isolation_info gauge
                pergola_sandbox_isolation_info{tier="A",works="true"} 1
                """);
    }

    @Test
    void areInOpenMetricsForWhoeverAcceptsThat() throws Exception {
        Answer answer = client.send(client.request("GET", PATH, BodyPublishers.noBody())
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"));

        assertThat(answer.header("Content-Type"))
                .startsWith("application/openmetrics-text")
                .contains("version=1.0.0");
        assertThat(answer.body())
                .contains("# TYPE pergola_calls counter\n", "pergola_calls_total 3.0\n", "isolation info\n")
                .endsWith("# EOF\n");
    }

    @Test
    void whateverAPluginCallsItselfStaysWithinItsQuotes() throws Exception {
        String hostile = "a\"} 1\npergola_calls_total{plugin=\"b\\\r\u0000\u2028é\uD83D\uDE00\uD83D";
        runtime.metrics = List.of(new MetricFamily(
                "pergola_calls_total",
                "Calls\n# TYPE x \\ counter",
                Type.COUNTER,
                List.of(Sample.of(1, Map.of("plugin", hostile)))));

        // Lines of the format end at a line feed, and at nothing else.
        List<String> lines = List.of(client.get(PATH).body().split("\n", -1));

        assertThat(lines).hasSize(4).last().isEqualTo("");
        assertThat(lines.get(0)).isEqualTo("# HELP pergola_calls_total Calls\\n# TYPE x \\\\ counter");
        assertThat(lines.get(1)).isEqualTo("# TYPE pergola_calls_total counter");
        assertThat(lines.get(2))
                .startsWith("pergola_calls_total{plugin=\"a\\\"} 1\\npergola_calls_total{plugin=\\\"b\\\\\r")
                .endsWith("\"} 1.0");
    }

    @Test
    void areForThoseWhoMayLookAtEverything() throws Exception {
        assertThat(client.withToken("").get(PATH).status()).isEqualTo(401);
        assertThat(client.withToken("wrong").get(PATH).status()).isEqualTo(401);
        assertThat(token("{\"name\":\"scraper\",\"role\":\"viewer\"}").get(PATH).status())
                .isEqualTo(200);
        assertThat(token("{\"name\":\"of-one\",\"role\":\"viewer\",\"plugins\":[\"wordcount\"]}")
                        .get(PATH)
                        .status())
                .isEqualTo(403);
    }

    private static Client token(String asked) throws Exception {
        Answer made = client.post("/api/v1/tokens", asked);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return client.withToken(made.json().get("secret").asText());
    }

    @Test
    void whatNobodyMeasuresIsAnEmptyAnswer() throws Exception {
        runtime.metrics = List.of();

        assertThat(client.get(PATH).status()).isEqualTo(200);
        assertThat(client.get(PATH).body()).isEmpty();
    }
}
