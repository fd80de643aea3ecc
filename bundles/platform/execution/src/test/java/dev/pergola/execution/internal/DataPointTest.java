package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.Refusal;
import dev.pergola.api.Result;
import dev.pergola.api.extension.Exporter.Document;
import dev.pergola.api.extension.Integration;
import dev.pergola.api.extension.Visualization;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.DataPoint;
import dev.pergola.execution.PluginInstance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R48, R57: extensions called with JSON-like data. */
@Timeout(60)
final class DataPointTest {
    private TestRuntime runtime;
    private PluginInstance plugin;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(folder);
        plugin = runtime.current("sample", "1.0.0");
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private Result<Map<String, Object>> call(String type, Map<String, Object> data, Map<String, Object> options) {
        return call(DataPoint.named(type).orElseThrow(), new DataPoint.Input(data, options, "", "page-7", 10));
    }

    private <E> Result<Map<String, Object>> call(DataPoint<E> point, DataPoint.Input input) {
        return runtime.calls.call(
                CallTarget.of(point.type(), "sample"), CallOptions.platform("test"), point.call(input));
    }

    @Test
    void aVisualizationDrawsDataWithOptions() {
        Visualization bars = (data, options, context) ->
                new Document("image/svg+xml", ("<svg>" + data + options + "</svg>").getBytes(StandardCharsets.UTF_8));
        TestRuntime.register(plugin, Visualization.class, bars);

        assertThat(call("visualization", Map.of("a", 1), Map.of("width", 2)).orElseThrow())
                .isEqualTo(Map.of("media_type", "image/svg+xml", "text", "<svg>{a=1}{width=2}</svg>"));
    }

    @Test
    void anIntegrationExchangesDataInADirection() {
        TestRuntime.register(plugin, Integration.class, new Ledger());

        assertThat(call("Integration", Map.of("direction", "push"), Map.of("book", "b"))
                        .orElseThrow())
                .isEqualTo(Map.of(
                        "received", 0L, "sent", 3L, "cursor", "PUSH page-7 {book=b}", "problems", Map.of("4", "odd")));
        assertThat(call("Integration", Map.of(), Map.of()).orElseThrow()).containsEntry("cursor", "PULL page-7 {}");
        assertThat(call("Integration", Map.of("direction", "up"), Map.of()).refusal())
                .contains(Refusal.INVALID_INPUT);
    }

    private static final class Ledger implements Integration {
        @Override
        public boolean authenticate(Map<String, String> credentials, ExecutionContext context) {
            return true;
        }

        @Override
        public SyncResult sync(SyncRequest request, ExecutionContext context) {
            String cursor = request.direction() + " " + request.cursor() + " " + request.options();
            return new SyncResult(0, 3, cursor, Map.of("4", "odd"));
        }
    }
}
