package dev.pergola.launcher;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LogbackServiceProvider;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Binds SLF4J to Logback, and keeps Logback out of sight: its loggers have public methods that stop the log of the whole
 * process, and reflection takes no permission for those. Made by SLF4J, by its name.
 */
public final class Slf4jProvider implements SLF4JServiceProvider {
    private final LogbackServiceProvider logback = new LogbackServiceProvider();
    private volatile ILoggerFactory loggers = name -> {
        throw new IllegalStateException("The log is not ready");
    };

    /** For SLF4J. */
    public Slf4jProvider() {}

    @Override
    public void initialize() {
        logback.initialize();
        loggers = new LoggerSource((LoggerContext) logback.getLoggerFactory());
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return logback.getMarkerFactory();
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return logback.getMDCAdapter();
    }

    @Override
    public String getRequestedApiVersion() {
        return logback.getRequestedApiVersion();
    }
}
