package dev.pergola.store.internal;

import com.zaxxer.hikari.HikariDataSource;
import dev.pergola.store.StoreException;
import dev.pergola.store.Transactions;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jdbc.DataSourceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open database, and the transaction of each thread. All SQL of this bundle runs through here. */
@Component(service = {Database.class, Transactions.class})
public final class Database implements Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** How often work is tried that another transaction, or an interrupt while it waited for one, got in the way of. */
    private static final int TRIES = 5;

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final ThreadLocal<@Nullable Transaction> current = new ThreadLocal<>();

    /** Opens the embedded database in the directory that the framework property {@code pergola.data} names. */
    @Activate
    public Database(
            BundleContext context,
            @Reference(target = "(osgi.jdbc.driver.class=org.h2.Driver)") DataSourceFactory factory) {
        this(dataDirectory(context), factory);
    }

    Database(Path data, DataSourceFactory factory) {
        this(Privileged.run(() -> EmbeddedDatabase.open(factory, data)), Dialect.H2, Migrations.bundled(), "" + data);
    }

    /** Over any pool, which is closed with this. */
    Database(HikariDataSource pool, Dialect dialect, Migrations migrations, String where) {
        this.pool = pool;
        try {
            this.jdbi = Privileged.run(() -> {
                migrations.run(pool, where);
                return JdbiSetup.over(pool, dialect);
            });
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static Path dataDirectory(BundleContext context) {
        String data = context.getProperty("pergola.data");
        if (data == null || data.isBlank()) {
            throw new IllegalStateException("The framework property pergola.data does not name the data directory;"
                    + " start the runtime through its launcher, or set it");
        }
        return Path.of(data);
    }

    @Deactivate
    void close() {
        Privileged.run(() -> {
            pool.close();
            return true;
        });
    }

    /**
     * Does one thing in the thread's transaction, or in one of its own.
     *
     * @param attempt what is being done, for the message of a failure
     */
    <T> T call(String attempt, Function<Handle, T> work) {
        Transaction joined = current.get();
        if (joined != null) return joined.call(attempt, work);
        for (int tries = 1; ; tries++) {
            try {
                return callAlone(attempt, work);
            } catch (StoreException e) {
                if (tries == TRIES || !Failures.mayPassNextTime(e)) throw e;
            }
        }
    }

    /** The same without a result. */
    void run(String attempt, Consumer<Handle> work) {
        call(attempt, handle -> {
            work.accept(handle);
            return true;
        });
    }

    private <T> T callAlone(String attempt, Function<Handle, T> work) {
        try (Transaction transaction = begin(attempt)) {
            T result = transaction.call(attempt, work);
            transaction.commit(attempt);
            return result;
        }
    }

    @Override
    public <T> T inTransaction(Supplier<T> work) {
        Transaction joined = current.get();
        if (joined != null) return joined.join(work);
        Transaction transaction = begin("begin a transaction");
        T result;
        try (transaction) {
            current.set(transaction);
            result = transaction.join(work);
            transaction.commit("commit a transaction");
        } finally {
            current.remove();
        }
        transaction.hooks().forEach(Database::runIsolated);
        return result;
    }

    @Override
    public void afterCommit(Runnable action) {
        Transaction transaction = current.get();
        if (transaction == null) runIsolated(action);
        else transaction.afterCommit(action);
    }

    private Transaction begin(String attempt) {
        try {
            Handle handle = Privileged.run(() -> {
                Handle opened = jdbi.open();
                try {
                    return opened.begin();
                } catch (RuntimeException e) {
                    opened.close();
                    throw e;
                }
            });
            return new Transaction(handle);
        } catch (JdbiException e) {
            throw Failures.of(attempt, e);
        }
    }

    private static void runIsolated(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            LOG.error("An action that was to run after a commit failed; what was committed stays", e);
        }
    }
}
