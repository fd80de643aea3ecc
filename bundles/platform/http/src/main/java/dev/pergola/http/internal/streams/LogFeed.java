package dev.pergola.http.internal.streams;

import dev.pergola.http.internal.api.Json;
import dev.pergola.telemetry.LogLine;
import dev.pergola.telemetry.PluginLogs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plugin's newest log lines, and then new ones as they come: none missing between the two, and none twice. */
final class LogFeed implements OutStream.Source {
    private static final Logger LOG = LoggerFactory.getLogger(LogFeed.class);

    private final OutStream out;
    private final Function<LogLine, Object> view;
    private final List<LogLine> meanwhile = new ArrayList<>();
    private boolean caughtUp;
    private boolean ended;
    private @Nullable AutoCloseable subscription;

    LogFeed(OutStream out, Function<LogLine, Object> view) {
        this.out = out;
        this.view = view;
    }

    /** Begins. */
    void follow(PluginLogs logs, String pluginId, int lines) {
        AutoCloseable opened = logs.follow(pluginId, this::live);
        boolean late;
        synchronized (this) {
            late = ended;
            subscription = opened;
        }
        if (late) end();
        List<LogLine> tail = logs.tail(pluginId, lines);
        Set<LogLine> known = new HashSet<>(tail);
        tail.forEach(this::send);
        synchronized (this) {
            meanwhile.stream().filter(line -> !known.contains(line)).forEach(this::send);
            meanwhile.clear();
            caughtUp = true;
        }
    }

    private void live(LogLine line) {
        synchronized (this) {
            if (!caughtUp) {
                if (meanwhile.size() < OutStream.MOST_MESSAGES) meanwhile.add(line);
                return;
            }
        }
        send(line);
    }

    private void send(LogLine line) {
        out.send(OptionalLong.empty(), Json.write(view.apply(line)));
    }

    @Override
    public void drained() {}

    @Override
    public void end() {
        AutoCloseable open;
        synchronized (this) {
            ended = true;
            open = subscription;
            subscription = null;
        }
        if (open == null) return;
        try {
            open.close();
        } catch (Exception e) {
            LOG.warn("Cannot stop following a log", e);
        }
    }
}
