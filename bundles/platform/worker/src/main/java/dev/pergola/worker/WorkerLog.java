package dev.pergola.worker;

import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.Message;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.Reporter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Binds SLF4J to the link: the kernel has the one log, and all that a logging framework would do here is to take the greater part
 * of the time that a sandbox takes to start. Made by SLF4J, by its name.
 */
public final class WorkerLog implements SLF4JServiceProvider {
    private static final String PLUGIN = "plugin.";

    private final LinkLoggers loggers = new LinkLoggers();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new BasicMDCAdapter();

    /** For SLF4J. */
    public WorkerLog() {}

    /** Before anything logs. */
    static void sendTo(Link<?, Message.ToKernel> link) {
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, WorkerLog.class.getName());
        loggers().sendTo(link);
    }

    /** The least that the plugin's loggers have to say. */
    static void level(String pluginId, String level) {
        loggers().level(PLUGIN + pluginId, Level.valueOf(level));
    }

    private static LinkLoggers loggers() {
        return (LinkLoggers) LoggerFactory.getILoggerFactory();
    }

    @Override
    public void initialize() {
        // There is nothing to wait for.
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
