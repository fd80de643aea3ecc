package dev.pergola.store.internal;

import dev.pergola.store.StoreException;
import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Turns failures of the database into what callers see. */
final class Failures {
    private static final int LOCK_TIMEOUT = 50200;

    private Failures() {}

    static StoreException of(String attempt, JdbiException failure) {
        SQLException reason = reason(failure);
        // JDBI's own message repeats the statement and its arguments, which may be a plugin's secrets.
        String why = reason == null ? failure.getClass().getSimpleName() : firstLine(reason);
        return new StoreException("Could not " + attempt + ": " + why, reason == null ? failure : reason);
    }

    /** Whether it waited in vain for another transaction. */
    static boolean isLockTimeout(StoreException failure) {
        return failure.getCause() instanceof SQLException e && e.getErrorCode() == LOCK_TIMEOUT;
    }

    /** Whether the same may go well when it is tried again: lock timeouts, deadlocks, serialisation failures. */
    static boolean mayPassNextTime(StoreException failure) {
        if (isLockTimeout(failure)) return true;
        return failure.getCause() instanceof SQLException e
                && e.getSQLState() != null
                && e.getSQLState().startsWith("40");
    }

    private static String firstLine(SQLException failure) {
        String message = failure.getMessage();
        if (message == null) return failure.getClass().getSimpleName();
        return message.lines().findFirst().orElse("").replaceAll("; SQL statement:$", "");
    }

    private static @Nullable SQLException reason(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e) return e;
        }
        return null;
    }
}
