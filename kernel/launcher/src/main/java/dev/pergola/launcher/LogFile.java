package dev.pergola.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * The log file. It is written, and now and then rolled over, on the thread of whoever logs, which may be a plugin's: that
 * one need not be allowed to touch the log. Named in {@code logback.xml}.
 */
public final class LogFile extends RollingFileAppender<ILoggingEvent> {
    @Override
    @SuppressWarnings("removal") // On Java 17 to 23 it is the caller's permissions that count otherwise.
    public void doAppend(ILoggingEvent event) {
        AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
            super.doAppend(event);
            return null;
        });
    }
}
