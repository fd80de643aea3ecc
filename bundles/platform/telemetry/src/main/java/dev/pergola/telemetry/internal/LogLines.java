package dev.pergola.telemetry.internal;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.pergola.telemetry.LogLine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Makes plain, bounded text of what a plugin logged, whatever the objects that it logged do when they are asked. */
final class LogLines {
    private static final int MAX_MESSAGE = 4_000;
    private static final int MAX_TRACE = 16_000;
    private static final int MAX_CAUSES = 10;

    private LogLines() {}

    static LogLine of(ILoggingEvent event) {
        return new LogLine(
                Instant.ofEpochMilli(event.getTimeStamp()),
                level(event.getLevel()),
                event.getLoggerName(),
                bounded(event.getThreadName(), 200),
                message(event),
                trace(event.getThrowableProxy()));
    }

    static Level level(ch.qos.logback.classic.Level level) {
        if (level.toInt() >= ch.qos.logback.classic.Level.ERROR_INT) return Level.ERROR;
        if (level.toInt() >= ch.qos.logback.classic.Level.WARN_INT) return Level.WARN;
        if (level.toInt() >= ch.qos.logback.classic.Level.INFO_INT) return Level.INFO;
        if (level.toInt() >= ch.qos.logback.classic.Level.DEBUG_INT) return Level.DEBUG;
        return Level.TRACE;
    }

    private static String message(ILoggingEvent event) {
        try {
            return bounded(event.getFormattedMessage(), MAX_MESSAGE);
        } catch (Throwable hostile) {
            return bounded(event.getMessage(), MAX_MESSAGE) + " [an argument could not be written: "
                    + hostile.getClass().getName() + "]";
        }
    }

    private static String trace(@Nullable IThrowableProxy thrown) {
        StringBuilder text = new StringBuilder();
        @Nullable IThrowableProxy next = thrown;
        for (int depth = 0; next != null && depth < MAX_CAUSES && text.length() < MAX_TRACE; depth++) {
            if (depth > 0) text.append("Caused by: ");
            text.append(next.getClassName())
                    .append(": ")
                    .append(bounded(next.getMessage(), 1_000))
                    .append('\n');
            for (StackTraceElementProxy element : next.getStackTraceElementProxyArray()) {
                if (text.length() > MAX_TRACE) break;
                text.append("\tat ").append(element.getStackTraceElement()).append('\n');
            }
            next = next.getCause();
        }
        return bounded(text.toString(), MAX_TRACE);
    }

    private static String bounded(@Nullable String text, int max) {
        if (text == null) return "";
        return text.length() <= max ? text : text.substring(0, max) + "…";
    }
}
