package dev.pergola.telemetry.internal;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.pergola.telemetry.LogLine;
import dev.pergola.telemetry.PluginLogs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Captures what passes the logger {@code plugin}, under which every plugin's logger hangs. */
@Component
public final class CapturedLogs implements PluginLogs {
    private static final String ROOT = "plugin";
    private static final int LINES = 1_000;
    /** More plugins than anybody runs; beyond it, made-up logger names cost nothing. */
    private static final int MAX_BUFFERS = 10_000;

    private final LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<String, LogBuffer> buffers = new ConcurrentHashMap<>();
    private final Capture capture = new Capture();
    private final ExecutorService executor = executor();

    /** Begins to capture. */
    @Activate
    public CapturedLogs() {
        capture.setContext(logback);
        capture.setName("pergola-plugins");
        capture.start();
        logback.getLogger(ROOT).addAppender(capture);
    }

    @Deactivate
    void stop() {
        logback.getLogger(ROOT).detachAppender(capture);
        capture.stop();
        executor.shutdownNow();
        buffers.clear();
    }

    private static ExecutorService executor() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1_000), task -> {
                    Thread thread = new Thread(task, "pergola-logs");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private final class Capture extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String name = event.getLoggerName();
            if (name.length() <= ROOT.length() + 1) return;
            add(name.substring(ROOT.length() + 1), LogLines.of(event));
        }
    }

    /** A plugin's id may have dots, and its loggers may hang below its own: a line belongs to the longest id that fits. */
    private void add(String path, LogLine line) {
        for (String id = path; !id.isEmpty(); id = id.contains(".") ? id.substring(0, id.lastIndexOf('.')) : "") {
            if (buffers.containsKey(id)) {
                buffer(id).add(line);
                return;
            }
        }
        if (buffers.size() < MAX_BUFFERS) buffer(path).add(line);
    }

    private LogBuffer buffer(String pluginId) {
        return buffers.computeIfAbsent(pluginId, id -> new LogBuffer(LINES));
    }

    @Override
    public List<LogLine> tail(String pluginId, int limit) {
        LogBuffer buffer = buffers.get(pluginId);
        return buffer == null ? List.of() : buffer.tail(limit);
    }

    @Override
    public AutoCloseable follow(String pluginId, Consumer<LogLine> handler) {
        LogBuffer buffer = buffer(pluginId);
        Follower follower = new Follower(handler, executor, buffer);
        buffer.follow(follower);
        return follower;
    }

    @Override
    public Level level(String pluginId) {
        return LogLines.level(logger(pluginId).getEffectiveLevel());
    }

    @Override
    public void level(String pluginId, Level level) {
        logger(pluginId).setLevel(ch.qos.logback.classic.Level.toLevel(level.name()));
    }

    private Logger logger(String pluginId) {
        return logback.getLogger(ROOT + "." + pluginId);
    }

    @Override
    public void forget(String pluginId) {
        buffers.remove(pluginId);
        logger(pluginId).setLevel(null);
    }
}
