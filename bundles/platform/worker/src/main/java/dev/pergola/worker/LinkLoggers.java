package dev.pergola.worker;

import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.LinkException;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.MessageTooLargeException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Loggers that send what they are told to the kernel. Each line is bounded; how many, the kernel says. What a plugin gets hold of
 * has no public methods but those of SLF4J, as reflection takes no permission for such.
 */
final class LinkLoggers implements ILoggerFactory {
    private static final int MESSAGE = 8_192;
    private static final int TRACE = 16_384;

    private final Object lock = new Object();
    private final Map<String, LinkLogger> loggers = new HashMap<>();
    /** By the beginnings of names. Of those of the platform, the kernel's own are enough. */
    private final Map<String, Level> levels = new HashMap<>(Map.of(
            "org.apache.felix", Level.WARN,
            "dev.pergola.launcher", Level.WARN,
            "dev.pergola.worker", Level.WARN,
            "dev.pergola.guard", Level.WARN));

    private volatile @Nullable Link<?, Message.ToKernel> link;

    @Override
    public Logger getLogger(String name) {
        synchronized (lock) {
            return loggers.computeIfAbsent(name, key -> new LinkLogger(this, key, levelOf(key)));
        }
    }

    void sendTo(Link<?, Message.ToKernel> kernel) {
        link = kernel;
    }

    /** The least that a logger, and those below it, have to say. */
    void level(String name, Level level) {
        synchronized (lock) {
            levels.put(name, level);
            loggers.values().forEach(logger -> logger.level(levelOf(logger.getName())));
        }
    }

    private Level levelOf(String name) {
        String at = name;
        while (true) {
            @Nullable Level level = levels.get(at);
            if (level != null) return level;
            int end = at.lastIndexOf('.');
            if (end < 0) return Level.INFO;
            at = at.substring(0, end);
        }
    }

    /** Whoever logs need not be allowed to use the link. */
    @SuppressWarnings("removal")
    void send(Level level, String logger, String message, @Nullable Throwable thrown) {
        @Nullable Link<?, Message.ToKernel> kernel = link;
        if (kernel == null) return;
        Message.Log line = new Message.Log(
                level.toString(),
                Failures.bounded(logger, MESSAGE),
                Failures.bounded(message, MESSAGE),
                thrown == null ? "" : Failures.bounded(Failures.trace(thrown), TRACE));
        AccessController.doPrivileged((PrivilegedAction<@Nullable Void>) () -> {
            try {
                kernel.send(line);
            } catch (LinkException | MessageTooLargeException lost) {
                // There is nobody to tell.
            }
            return null;
        });
    }
}
