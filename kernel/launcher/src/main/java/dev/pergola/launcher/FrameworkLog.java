package dev.pergola.launcher;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Sends what the framework has to say to the log, which otherwise goes to the console. */
final class FrameworkLog extends Logger implements FrameworkListener {
    private final org.slf4j.Logger log = LoggerFactory.getLogger("org.apache.felix.framework");

    @Override
    protected void doLog(
            @Nullable Bundle bundle,
            @Nullable ServiceReference service,
            int level,
            String message,
            @Nullable Throwable thrown) {
        doLog(level, bundle == null ? message : bundle + ": " + message, thrown);
    }

    @Override
    protected void doLog(int level, String message, @Nullable Throwable thrown) {
        log.atLevel(levelOf(level)).setCause(thrown).log(message);
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            log.error("{}: {}", event.getBundle(), text(event), event.getThrowable());
        } else if (event.getType() == FrameworkEvent.WARNING) {
            log.warn("{}: {}", event.getBundle(), text(event), event.getThrowable());
        }
    }

    private static String text(FrameworkEvent event) {
        Throwable thrown = event.getThrowable();
        return thrown == null ? "framework event" : String.valueOf(thrown.getMessage());
    }

    private static Level levelOf(int level) {
        return switch (level) {
            case LOG_ERROR -> Level.ERROR;
            case LOG_WARNING -> Level.WARN;
            case LOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
    }
}
