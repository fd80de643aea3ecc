package dev.pergola.launcher;

import ch.qos.logback.classic.LoggerContext;
import java.security.AccessController;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/** Loggers that log, and do nothing else. The platform gets at Logback itself, as it has every permission. */
final class LoggerSource implements ILoggerFactory, Supplier<LoggerContext> {
    private static final RuntimePermission LOGBACK = new RuntimePermission("pergola.logback");

    private final LoggerContext logback;
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    LoggerSource(LoggerContext logback) {
        this.logback = logback;
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, wanted -> new PlainLogger(logback.getLogger(wanted)));
    }

    @Override
    @SuppressWarnings("removal") // Where nothing is enforced, everybody has it.
    public LoggerContext get() {
        if (System.getSecurityManager() != null) AccessController.checkPermission(LOGBACK);
        return logback;
    }
}
