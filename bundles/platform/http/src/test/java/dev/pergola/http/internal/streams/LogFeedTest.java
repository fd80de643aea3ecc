package dev.pergola.http.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.testing.FakeLogs;
import dev.pergola.telemetry.LogLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogFeedTest {
    private final FakeLogs logs = new FakeLogs();
    private final Taker out = new Taker();
    private final LogFeed feed = new LogFeed(out, LogLine::message);

    @Test
    void sendsLinesThatCameMeanwhileOnce() {
        logs.log("old");
        dev.pergola.telemetry.PluginLogs busy = new dev.pergola.telemetry.PluginLogs() {
            @Override
            public List<LogLine> tail(String pluginId, int limit) {
                logs.log("in both");
                List<LogLine> tail = logs.tail(pluginId, limit);
                logs.log("after the tail");
                return tail;
            }

            @Override
            public AutoCloseable follow(String pluginId, Consumer<LogLine> handler) {
                return logs.follow(pluginId, handler);
            }

            @Override
            public org.slf4j.event.Level level(String pluginId) {
                return logs.level(pluginId);
            }

            @Override
            public void level(String pluginId, org.slf4j.event.Level level) {}

            @Override
            public void forget(String pluginId) {}
        };
        feed.follow(busy, "p", 10);
        logs.log("new");
        assertThat(out.taken).containsExactly("\"old\"", "\"in both\"", "\"after the tail\"", "\"new\"");
        feed.end();
        assertThat(logs.followers()).isZero();
    }

    @Test
    void doesNotFollowForAClientThatIsGone() {
        feed.end();
        feed.follow(logs, "p", 10);
        assertThat(logs.followers()).isZero();
    }

    private static final class Taker extends OutStream {
        private final List<String> taken = new ArrayList<>();

        Taker() {
            super("A test");
        }

        @Override
        void drain() {
            for (Optional<byte[]> frame = next(); frame.isPresent(); frame = next()) {
                taken.add(new String(frame.get(), StandardCharsets.UTF_8));
            }
        }

        @Override
        byte[] frame(OptionalLong id, byte[] json) {
            return json;
        }

        @Override
        void beat() {}

        @Override
        void disconnect() {}
    }
}
