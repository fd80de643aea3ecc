package dev.pergola.worker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.pergola.launcher.Slf4jProvider;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.LinkException;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.MessageTooLargeException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;

/** Sends what is logged here to the kernel, which has the one log. Each line is bounded; how many, the kernel says. */
final class WorkerLog extends AppenderBase<ILoggingEvent> {
    private static final int MESSAGE = 8_192;
    private static final int TRACE = 16_384;
    private static final String PLUGIN = "plugin.";
    /** Those of the platform, of which the kernel's own are enough. */
    private static final List<String> OWN =
            List.of("org.apache.felix", "dev.pergola.launcher", "dev.pergola.worker", "dev.pergola.guard");

    private final Link<?, Message.ToKernel> link;

    private WorkerLog(Link<?, Message.ToKernel> link) {
        this.link = link;
    }

    /** Before anything logs. */
    static void sendTo(Link<?, Message.ToKernel> link) {
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, Slf4jProvider.class.getName());
        LoggerContext logback = logback();
        logback.reset();
        WorkerLog appender = new WorkerLog(link);
        appender.setContext(logback);
        appender.start();
        Logger root = logback.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        for (String own : OWN) logback.getLogger(own).setLevel(Level.WARN);
    }

    /** The least that the plugin's loggers have to say. */
    static void level(String pluginId, String level) {
        logback().getLogger(PLUGIN + pluginId).setLevel(Level.toLevel(level, Level.INFO));
    }

    @SuppressWarnings("unchecked")
    private static LoggerContext logback() {
        return ((Supplier<LoggerContext>) LoggerFactory.getILoggerFactory()).get();
    }

    @Override
    @SuppressWarnings("removal") // Whoever logs need not be allowed to use the link.
    protected void append(ILoggingEvent event) {
        AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
            send(event);
            return null;
        });
    }

    private void send(ILoggingEvent event) {
        String trace = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        try {
            link.send(new Message.Log(
                    event.getLevel().toString(),
                    event.getLoggerName(),
                    Failures.bounded(event.getFormattedMessage(), MESSAGE),
                    Failures.bounded(trace, TRACE)));
        } catch (LinkException | MessageTooLargeException lost) {
            // There is nobody to tell.
        }
    }
}
