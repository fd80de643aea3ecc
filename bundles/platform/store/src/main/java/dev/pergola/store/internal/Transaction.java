package dev.pergola.store.internal;

import dev.pergola.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction of one thread, which makes its changes through the workers, from begin to its end. */
final class Transaction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private final Workers workers;
    private final BiFunction<String, JdbiException, StoreException> failure;
    private final Handle handle;
    private final List<Runnable> hooks = new ArrayList<>();
    private @Nullable Throwable spoiled;
    private boolean committed;

    Transaction(Workers workers, Supplier<Handle> open, BiFunction<String, JdbiException, StoreException> failure) {
        this.workers = workers;
        this.failure = failure;
        workers.enter("begin a transaction");
        try {
            handle = workers.call("begin a transaction", () -> begin(open.get()));
        } catch (JdbiException e) {
            workers.leave();
            throw failure.apply("begin a transaction", e);
        } catch (RuntimeException | Error e) {
            workers.leave();
            throw e;
        }
    }

    private static Handle begin(Handle handle) {
        try {
            return handle.begin();
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /** Does something with the database. Where the database fails, the transaction can only be rolled back. */
    <T> T call(String attempt, Function<Handle, T> work) {
        try {
            return workers.call(attempt, () -> work.apply(handle));
        } catch (JdbiException e) {
            spoiled = e;
            throw failure.apply(attempt, e);
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

    void commit() {
        if (spoiled != null) {
            throw new StoreException(
                    "Nothing was changed, because a part of the transaction failed and was not let through", spoiled);
        }
        try {
            workers.call("commit a transaction", handle::commit);
            committed = true;
        } catch (JdbiException e) {
            throw failure.apply("commit a transaction", e);
        }
    }

    /** Ends it: with a rollback, unless it was committed. */
    @Override
    public void close() {
        try {
            workers.call("end a transaction", () -> {
                if (!committed) handle.rollback();
                handle.close();
                return true;
            });
        } catch (JdbiException | StoreException e) {
            LOG.debug("Could not roll back; the database does so by itself when it loses the connection", e);
        } finally {
            workers.leave();
        }
    }
}
