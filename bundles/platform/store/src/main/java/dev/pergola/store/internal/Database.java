package dev.pergola.store.internal;

import com.zaxxer.hikari.HikariDataSource;
import dev.pergola.store.StoreException;
import dev.pergola.store.Transactions;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
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
    /** Connections, and threads to use them. */
    static final int CONNECTIONS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** How often something is tried that another transaction got in the way of. */
    private static final int TRIES = 5;

    private final Workers workers;
    private final HikariDataSource pool;
    private final DataSource safe;
    private final Jdbi jdbi;
    private final ThreadLocal<@Nullable Transaction> current = new ThreadLocal<>();

    /**
     * Opens the embedded database in the directory that the framework property {@code pergola.data} names, and offers its
     * connections to libraries that bring their own SQL. Their threads must not be interrupted while they use one.
     */
    @Activate
    public Database(
            BundleContext context,
            @Reference(target = "(osgi.jdbc.driver.class=org.h2.Driver)") DataSourceFactory factory) {
        this(dataDirectory(context), factory);
        Dictionary<String, Object> which = new Hashtable<>();
        which.put("pergola.store", "primary");
        context.registerService(DataSource.class, safe, which);
    }

    Database(Path data, DataSourceFactory factory) {
        this(() -> EmbeddedDatabase.open(factory, data), Dialect.H2, Migrations.bundled(), data.toString());
    }

    /** Over any pool of {@link #CONNECTIONS}, which is closed with this. */
    Database(Supplier<HikariDataSource> pool, Dialect dialect, Migrations migrations, String where) {
        long begin = System.nanoTime();
        workers = new Workers(CONNECTIONS);
        try {
            this.pool = workers.call("open the database", () -> openAndMigrate(pool, migrations, where));
            this.safe = dialect.safely(this.pool);
            this.jdbi = workers.call("open the database", () -> JdbiSetup.over(safe, dialect));
            LOG.info("Opened the database of {} in {} ms", where, (System.nanoTime() - begin) / 1_000_000);
        } catch (RuntimeException | Error e) {
            workers.close();
            throw e;
        }
    }

    private static HikariDataSource openAndMigrate(
            Supplier<HikariDataSource> pool, Migrations migrations, String where) {
        HikariDataSource opened = pool.get();
        try {
            migrations.run(opened, where);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
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
        workers.close();
        pool.close();
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
                if (tries == TRIES || !Failures.passes(e)) throw e;
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
        workers.enter(attempt);
        try {
            return workers.call(attempt, () -> jdbi.inTransaction(work::apply));
        } catch (JdbiException e) {
            throw failure(attempt, e);
        } finally {
            workers.leave();
        }
    }

    /** What the caller is told. */
    StoreException failure(String attempt, JdbiException cause) {
        StoreException failure = Failures.of(attempt, cause);
        // A database that could not write has closed itself, and a new connection opens it again; but the pool holds
        // more of the old ones, and each would fail once.
        if (EmbeddedDatabase.isClosed(failure)) pool.getHikariPoolMXBean().softEvictConnections();
        return failure;
    }

    @Override
    public <T> T inTransaction(Supplier<T> work) {
        Transaction joined = current.get();
        if (joined != null) return joined.join(work);
        Transaction transaction = new Transaction(workers, jdbi::open, this::failure);
        T result;
        try (transaction) {
            current.set(transaction);
            result = transaction.join(work);
            transaction.commit();
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

    private static void runIsolated(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            LOG.error("An action that was to run after a commit failed; what was committed stays", e);
        }
    }
}
