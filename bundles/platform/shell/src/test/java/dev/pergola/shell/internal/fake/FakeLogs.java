package dev.pergola.shell.internal.fake;

import dev.pergola.telemetry.LogLine;
import dev.pergola.telemetry.PluginLogs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/** Logs in memory. */
public final class FakeLogs implements PluginLogs {
    public final List<LogLine> lines = new CopyOnWriteArrayList<>();
    public final List<Consumer<LogLine>> followers = new CopyOnWriteArrayList<>();
    private final Map<String, Level> levels = new ConcurrentHashMap<>();

    public LogLine add(String pluginId, Level level, String message) {
        LogLine line = new LogLine(Samples.TIME, level, "plugin." + pluginId, "main", message, "");
        lines.add(line);
        followers.forEach(follower -> follower.accept(line));
        return line;
    }

    @Override
    public List<LogLine> tail(String pluginId, int limit) {
        List<LogLine> its = lines.stream()
                .filter(line -> line.logger().startsWith("plugin." + pluginId))
                .toList();
        return its.subList(Math.max(0, its.size() - limit), its.size());
    }

    @Override
    public AutoCloseable follow(String pluginId, Consumer<LogLine> handler) {
        followers.add(handler);
        return () -> followers.remove(handler);
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
