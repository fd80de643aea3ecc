package dev.pergola.worker;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger of a name. */
final class LinkLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient LinkLoggers all;
    private volatile Level level;

    LinkLogger(LinkLoggers all, String name, Level level) {
        this.all = all;
        this.name = name;
        this.level = level;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("Loggers are not for sending");
    }

    void level(Level least) {
        level = least;
    }

    private boolean says(Level wanted) {
        return wanted.toInt() >= level.toInt();
    }

    @Override
    public boolean isTraceEnabled() {
        return says(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return says(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return says(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return says(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return says(Level.ERROR);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return LinkLogger.class.getName();
    }

    /** Formatted here, where the plugin whose arguments they are is on the stack. */
    @Override
    protected void handleNormalizedLoggingCall(
            Level of,
            @Nullable Marker marker,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        all.send(of, name, String.valueOf(MessageFormatter.basicArrayFormat(message, arguments)), thrown);
    }
}
