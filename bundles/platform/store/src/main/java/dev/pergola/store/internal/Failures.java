package dev.pergola.store.internal;

import dev.pergola.store.StoreException;
import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Turns failures of the database into what callers see. */
final class Failures {
    private Failures() {}

    static StoreException of(String attempt, JdbiException failure) {
        SQLException reason = reason(failure);
        // JDBI's own message repeats the statement and its arguments, which may be a plugin's secrets.
        String why = reason == null ? failure.getClass().getSimpleName() : firstLine(reason);
        return new StoreException("Could not " + attempt + ": " + why, reason == null ? failure : reason);
    }

    /** Whether the same may go well when it is tried again: deadlocks, serialisation failures. */
    static boolean passes(StoreException failure) {
        if (!(failure.getCause() instanceof SQLException reason)) return false;
        String state = reason.getSQLState();
        return state != null && state.startsWith("40");
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
