package dev.pergola.store.internal;

import dev.pergola.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction on one thread, from begin to its end. */
final class Transaction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private final Handle handle;
    private final List<Runnable> hooks = new ArrayList<>();
    private @Nullable Throwable spoiled;
    private boolean committed;

    Transaction(Handle handle) {
        this.handle = handle;
    }

    /** Does something with the database. Where the database fails, the transaction can only be rolled back. */
    <T> T call(String attempt, Function<Handle, T> work) {
        long begin = System.nanoTime();
        try {
            return Privileged.run(() -> work.apply(handle));
        } catch (JdbiException e) {
            spoiled = e;
            StoreException failure = Failures.of(attempt, e);
            // H2 answers an interrupt during its wait for a lock with a timeout before its time, and forgets it.
            boolean early = System.nanoTime() - begin < EmbeddedDatabase.LOCK_TIMEOUT.toNanos();
            if (early && Failures.isLockTimeout(failure)) Thread.currentThread().interrupt();
            throw failure;
        }
    }

    /** Runs a part of the transaction. If it fails, the whole does, even where a caller catches the exception. */
    <T> T join(Supplier<T> work) {
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } catch (RuntimeException | Error e) {
            spoiled = e;
            throw e;
        } finally {
            if (!done && spoiled == null) spoiled = new IllegalStateException("The work ended with an exception");
        }
    }

    void afterCommit(Runnable action) {
        hooks.add(action);
    }

    List<Runnable> hooks() {
        return hooks;
    }

    void commit(String attempt) {
        if (spoiled != null) {
            throw new StoreException(
                    "Nothing was changed, because a part of the transaction failed and was not let through", spoiled);
        }
        try {
            Privileged.run(handle::commit);
            committed = true;
        } catch (JdbiException e) {
            throw Failures.of(attempt, e);
        }
    }

    /** Ends it: with a rollback, unless it was committed. */
    @Override
    public void close() {
        Privileged.run(() -> {
            try {
                if (!committed) handle.rollback();
            } catch (JdbiException e) {
                LOG.debug("Could not roll back; the database does so by itself when the connection closes", e);
            }
            try {
                handle.close();
            } catch (JdbiException e) {
                LOG.debug("Could not close a connection", e);
            }
            return true;
        });
    }
}
