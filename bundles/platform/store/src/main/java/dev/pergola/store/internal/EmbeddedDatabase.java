package dev.pergola.store.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.pergola.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.osgi.service.jdbc.DataSourceFactory;

/**
 * H2 in a file of its own, behind a pool.
 *
 * <p>How it is opened is measured, not chosen by taste; see the tests that kill, interrupt and fill up. A commit is in
 * the file when it returns ({@code WRITE_DELAY=0}). As nothing is written in the background then, nothing cleans up in
 * the background either: each commit adds some 10 KiB to the file, and the next ones reuse what has not been needed for
 * {@value #REUSE_AFTER_MILLIS} ms. Less than a second has been seen to break statements that were still reading. Results
 * of queries are not reused, because H2 gives a session its old result once more in the moment in which another commits,
 * and updates get lost ({@code OPTIMIZE_REUSE_RESULTS}).
 */
final class EmbeddedDatabase {
    /** So the commits of this time bound how far the file grows beyond what is in it. */
    static final int REUSE_AFTER_MILLIS = 10_000;

    /** How long a statement waits for the transaction of another. */
    static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    private static final String SETTINGS = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";WRITE_DELAY=0;RETENTION_TIME=" + REUSE_AFTER_MILLIS + ";COMPRESS=TRUE"
            + ";OPTIMIZE_REUSE_RESULTS=FALSE;CACHE_SIZE=16384;LOCK_TIMEOUT=" + LOCK_TIMEOUT.toMillis()
            + ";TRACE_LEVEL_FILE=0;DB_CLOSE_ON_EXIT=FALSE";

    private static final int DATABASE_ALREADY_OPEN = 90020;

    /** The database closed itself, as it does when it cannot write. A new connection opens it again. */
    private static final Set<Integer> CLOSED = Set.of(90098, 90121, 90067, 90007);

    private EmbeddedDatabase() {}

    /** Whether a failure says that the database has closed itself. */
    static boolean isClosed(StoreException failure) {
        return failure.getCause() instanceof SQLException e && CLOSED.contains(e.getErrorCode());
    }

    /** Opens the database of a data directory, or makes it. */
    static HikariDataSource open(DataSourceFactory factory, Path data) {
        return open(factory, data, "file:");
    }

    /** The same through a file system of H2's; for tests. */
    static HikariDataSource open(DataSourceFactory factory, Path data, String fileSystem) {
        Path folder = data.toAbsolutePath().normalize().resolve("store");
        Path owner = folder.resolve("pergola.pid");
        if (folder.toString().indexOf(';') >= 0) {
            throw new IllegalArgumentException("The data directory " + data
                    + " has a semicolon in its path, which the database cannot open; choose another directory");
        }
        try {
            Files.createDirectories(folder);
            DataSource source = source(factory, "jdbc:h2:" + fileSystem + folder.resolve("pergola") + SETTINGS);
            // Before the pool, which would try again for its whole timeout.
            source.getConnection().close();
            HikariDataSource pool = pool(source);
            Files.writeString(owner, Long.toString(ProcessHandle.current().pid()));
            return pool;
        } catch (SQLException e) {
            throw new StoreException(
                    e.getErrorCode() == DATABASE_ALREADY_OPEN
                            ? "The database in " + folder + " is in use by " + process(owner)
                                    + "; stop it, or choose another data directory"
                            : "Could not open the database in " + folder + ": " + e.getMessage(),
                    e);
        } catch (IOException | HikariPool.PoolInitializationException e) {
            throw new StoreException("Could not open the database in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static DataSource source(DataSourceFactory factory, String url) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty(DataSourceFactory.JDBC_URL, url);
        properties.setProperty(DataSourceFactory.JDBC_USER, "pergola");
        // Whoever can read the file needs no password, so one would protect nothing.
        properties.setProperty(DataSourceFactory.JDBC_PASSWORD, "");
        return factory.createDataSource(properties);
    }

    private static HikariDataSource pool(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("pergola-store");
        config.setDataSource(source);
        config.setMaximumPoolSize(Database.CONNECTIONS);
        config.setMaxLifetime(0);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(30));
        return new HikariDataSource(config);
    }

    private static String process(Path owner) {
        try {
            String pid = Files.readString(owner).strip();
            boolean self = pid.equals(Long.toString(ProcessHandle.current().pid()));
            return self ? "this same process (" + pid + ")" : "process " + pid;
        } catch (IOException e) {
            return "another process";
        }
    }
}
