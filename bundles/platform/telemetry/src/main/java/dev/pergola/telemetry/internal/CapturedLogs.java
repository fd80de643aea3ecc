package dev.pergola.telemetry.internal;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.pergola.telemetry.LogLine;
import dev.pergola.telemetry.PluginLogs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Captures what passes the logger {@code plugin}, under which every plugin's logger hangs. */
@Component
public final class CapturedLogs implements PluginLogs {
    private static final String ROOT = "plugin";
    private static final String BELOW = ROOT + ".";
    private static final int LINES = 1_000;
    private static final int MAX_FOLLOWERS = 64;
    /** More plugins than anybody runs; beyond it, made-up logger names cost nothing. */
    private static final int MAX_BUFFERS = 10_000;

    private final LoggerContext logback;
    private final Function<String, Optional<String>> owners;
    private final Runnable closing;
    private final Map<String, LogBuffer> buffers = new ConcurrentHashMap<>();
    private final Map<String, Level> levels = new ConcurrentHashMap<>();
    private final Capture capture = new Capture();
    private final ResetListener resets = new ResetListener(this::attach);
    private final ExecutorService executor = BackgroundThreads.pool("pergola-logs", MAX_FOLLOWERS);

    /** Begins to capture. */
    @Activate
    public CapturedLogs(BundleContext context) {
        this(new PluginIds(context));
    }

    private CapturedLogs(PluginIds ids) {
        this(ids::owner, ids::close);
    }

    /** With how to find the plugin that a logger's path belongs to. */
    CapturedLogs(Function<String, Optional<String>> owners, Runnable closing) {
        if (!(behind(LoggerFactory.getILoggerFactory()) instanceof LoggerContext context)) {
            throw new IllegalStateException("The logs of plugins are captured from Logback, but SLF4J is bound to "
                    + LoggerFactory.getILoggerFactory().getClass().getName() + "; put logback-classic on the kernel's"
                    + " class path and nothing else that binds SLF4J");
        }
        this.logback = context;
        this.owners = owners;
        this.closing = closing;
        capture.setContext(logback);
        capture.setName("pergola-plugins");
        capture.start();
        attach();
        logback.addListener(resets);
    }

    /** The kernel keeps Logback out of the plugins' sight, and gives it to whoever may have it. */
    private static Object behind(ILoggerFactory factory) {
        return factory instanceof Supplier<?> source ? source.get() : factory;
    }

    /** Begins, or begins again where Logback was configured anew and forgot everything. */
    private void attach() {
        capture.start();
        logback.getLogger(ROOT).addAppender(capture);
        levels.forEach((id, level) -> logger(id).setLevel(toLogback(level)));
    }

    @Deactivate
    void stop() {
        logback.removeListener(resets);
        logback.getLogger(ROOT).detachAppender(capture);
        capture.stop();
        closing.run();
        executor.shutdownNow();
        levels.keySet().forEach(id -> logger(id).setLevel(null));
        buffers.clear();
    }

    /** Takes no lock while it asks a plugin's objects for their text: one that hangs there harms its own thread only. */
    private final class Capture extends UnsynchronizedAppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String name = event.getLoggerName();
            if (name.startsWith(BELOW) && name.length() > BELOW.length()) {
                add(name.substring(BELOW.length()), LogLines.of(event));
            }
        }
    }

    private void add(String path, LogLine line) {
        String id = owners.apply(path).orElseGet(() -> known(path));
        if (buffers.size() < MAX_BUFFERS || buffers.containsKey(id)) buffer(id).add(line);
    }

    /** For a plugin that no bundle declares: the longest id that somebody has logged or asked under. */
    private String known(String path) {
        for (String id = path; !id.isEmpty(); id = id.substring(0, Math.max(0, id.lastIndexOf('.')))) {
            if (buffers.containsKey(id)) return id;
        }
        return path;
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
        // Asking must not make a logger: Logback keeps each for ever.
        for (String name = BELOW + pluginId; !name.isEmpty(); name = parent(name)) {
            @Nullable Logger logger = logback.exists(name);
            if (logger != null) return LogLines.level(logger.getEffectiveLevel());
        }
        return LogLines.level(logback.getLogger(Logger.ROOT_LOGGER_NAME).getEffectiveLevel());
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    @Override
    public void level(String pluginId, Level level) {
        levels.put(pluginId, level);
        logger(pluginId).setLevel(toLogback(level));
    }

    private static ch.qos.logback.classic.Level toLogback(Level level) {
        return ch.qos.logback.classic.Level.toLevel(level.name());
    }

    private Logger logger(String pluginId) {
        return logback.getLogger(BELOW + pluginId);
    }

    @Override
    public void forget(String pluginId) {
        buffers.computeIfPresent(pluginId, (id, buffer) -> buffer.clear() ? buffer : null);
        if (levels.remove(pluginId) != null) logger(pluginId).setLevel(null);
    }
}
