package dev.pergola.telemetry;

import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;
import org.slf4j.event.Level;

/** What plugins wrote to their loggers, {@code plugin.<id>} and below: the newest lines, kept in memory. */
@ProviderType
public interface PluginLogs {
    /** The newest lines of a plugin, oldest first. */
    List<LogLine> tail(String pluginId, int limit);

    /** Hears a plugin's new lines until closed. The handler must be quick; slow ones lose lines, never block. */
    AutoCloseable follow(String pluginId, Consumer<LogLine> handler);

    /** The level from which a plugin's lines are kept. */
    Level level(String pluginId);

    /** Sets it, at once and until the runtime stops. */
    void level(String pluginId, Level level);

    /** Forgets a plugin that is gone. */
    void forget(String pluginId);
}
