package dev.pergola.shell.internal.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pergola.shell.internal.fake.Gogo;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Bucket;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R278, R283. */
class MetricCommandsTest {
    private final Gogo gogo = new Gogo();

    @BeforeEach
    void measure() {
        gogo.fakes.metrics = List.of(
                new MetricFamily(
                        "pergola_call_duration_seconds",
                        "Time.",
                        Type.HISTOGRAM,
                        List.of(new Sample(
                                Map.of("plugin", "wordcount"),
                                2.25,
                                List.of(new Bucket(1, 3), new Bucket(Double.POSITIVE_INFINITY, 1))))),
                new MetricFamily(
                        "pergola_calls_total",
                        "Calls.",
                        Type.COUNTER,
                        List.of(
                                Sample.of(3, Map.of("plugin", "wordcount", "outcome", "success")),
                                Sample.of(4, Map.of("plugin", "mailer", "outcome", "failed")))),
                MetricFamily.of("process_cpu_seconds_total", "CPU.", Type.COUNTER, 1.23456789),
                MetricFamily.of("jvm_memory_max_bytes", "Memory.", Type.GAUGE, 4_294_967_296.0));
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void whatIsMeasuredIsShown() throws Exception {
        assertThat(gogo.run("pergola:metrics").lines())
                .hasSize(6)
                .anyMatch(line -> line.matches("pergola_call_duration_seconds +plugin=wordcount +4 in 2\\.25 *"))
                .anyMatch(line -> line.matches("pergola_calls_total +outcome=success plugin=wordcount +3 *"))
                .anyMatch(line -> line.matches("process_cpu_seconds_total +1\\.23457 *"))
                .anyMatch(line -> line.matches("jvm_memory_max_bytes +4294967296 *"));
    }

    @Test
    void aFilterIsPartOfANameOrOfALabel() throws Exception {
        assertThat(gogo.run("pergola:metrics Mailer")).contains("failed").doesNotContain("wordcount", "process");
        assertThat(gogo.run("pergola:metrics calls_total"))
                .contains("mailer", "wordcount")
                .doesNotContain("process");
        assertThat(gogo.run("pergola:metrics nothing")).contains("Nothing that is measured is called so");
    }

    @Test
    void programsGetItAsJson() throws Exception {
        JsonNode json = new ObjectMapper().readTree(gogo.run("pergola:metrics wordcount --json"));

        assertThat(json).hasSize(2);
        assertThat(json.at("/0/type").asText()).isEqualTo("histogram");
        assertThat(json.at("/0/samples/0/count").asInt()).isEqualTo(4);
        assertThat(json.at("/0/samples/0/sum").asDouble()).isEqualTo(2.25);
        assertThat(json.at("/1/samples/0/labels/outcome").asText()).isEqualTo("success");
        assertThat(json.at("/1/samples/0/value").asDouble()).isEqualTo(3);
    }

    @Test
    void whatAPluginCallsItselfDoesNotReachTheTerminal() throws Exception {
        gogo.fakes.metrics = List.of(new MetricFamily(
                "pergola_calls_total", "", Type.COUNTER, List.of(Sample.of(1, Map.of("plugin", "a\u001b[2J\nb")))));

        assertThat(gogo.run("pergola:metrics")).doesNotContain("\u001b");
        assertThat(gogo.run("pergola:metrics").lines()).hasSize(2);
    }
}
