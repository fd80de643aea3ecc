package dev.pergola.http.testing;

import dev.pergola.telemetry.LogLine;
import dev.pergola.telemetry.PluginLogs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/** Log lines kept in a list. */
public final class FakeLogs implements PluginLogs {
    private final List<LogLine> lines = new ArrayList<>();
    private final List<Consumer<LogLine>> followers = new ArrayList<>();
    private final Map<String, Level> levels = new ConcurrentHashMap<>();

    /** Logs. */
    public synchronized void log(String message) {
        LogLine line = new LogLine(
                Instant.EPOCH.plusSeconds(lines.size()), Level.INFO, "plugin.wordcount", "main", message, "");
        lines.add(line);
        List.copyOf(followers).forEach(follower -> follower.accept(line));
    }

    @Override
    public synchronized List<LogLine> tail(String pluginId, int limit) {
        return List.copyOf(lines.subList(Math.max(0, lines.size() - limit), lines.size()));
    }

    @Override
    public synchronized AutoCloseable follow(String pluginId, Consumer<LogLine> handler) {
        followers.add(handler);
        return () -> remove(handler);
    }

    private synchronized void remove(Consumer<LogLine> handler) {
        followers.remove(handler);
    }

    /** How many follow. */
    public synchronized int followers() {
        return followers.size();
    }

    @Override
    public Level level(String pluginId) {
        return levels.getOrDefault(pluginId, Level.INFO);
    }

    @Override
    public void level(String pluginId, Level level) {
        levels.put(pluginId, level);
    }

    @Override
    public void forget(String pluginId) {
        levels.remove(pluginId);
    }
}
