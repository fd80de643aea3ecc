package dev.pergola.store.internal;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of which one at a time has a transaction that writes: from its first statement that is more than a query
 * until its end. The others wait their turn; readers wait for nobody.
 *
 * <p>H2 keeps each table, each index and each log of a transaction in a map of its own, and when it saves, it takes the
 * maps one after the other while other transactions go on changing them. What is in the file is then no state that ever
 * was, until the next save; a {@code kill -9} in between has left halves of transactions, and files that could not be
 * opened any more. Where nobody changes anything while a transaction saves, each save is a whole one.
 */
final class OneWriter implements DataSource {
    private final DataSource pool;
    private final Duration patience;
    private final Semaphore turn = new Semaphore(1, true);

    OneWriter(DataSource pool, Duration patience) {
        this.pool = pool;
        this.patience = patience;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return inTurn(pool.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return inTurn(pool.getConnection(user, password));
    }

    private Connection inTurn(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                OneWriter.class.getClassLoader(), new Class<?>[] {Connection.class}, new Turns(connection));
    }

    /** Whether a statement changes nothing, and locks nothing. */
    static boolean isQuery(String sql) {
        String words = sql.strip().toLowerCase(Locale.ROOT);
        return words.startsWith("select") && !words.contains("for update") && !words.contains("next value for");
    }

    /** A connection, and whether it is its turn. */
    private final class Turns implements InvocationHandler {
        private final Connection connection;
        private boolean writing;

        Turns(Connection connection) {
            this.connection = connection;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            return switch (method.getName()) {
                case "prepareStatement" -> {
                    if (arguments == null || !isQuery((String) arguments[0])) begin();
                    yield onConnection(method, arguments);
                }
                // What it will run is not known yet.
                case "createStatement", "prepareCall", "setSavepoint" -> {
                    begin();
                    yield onConnection(method, arguments);
                }
                case "commit", "close", "abort" -> ending(method, arguments);
                // To a savepoint is not the end.
                case "rollback" -> arguments == null ? ending(method, null) : onConnection(method, arguments);
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> onConnection(method, arguments);
            };
        }

        private void begin() throws SQLException {
            if (writing) return;
            if (!acquire()) {
                throw new SQLTimeoutException(
                        "Other transactions have been writing for " + patience.toSeconds() + " s", "HYT00");
            }
            writing = true;
        }

        private boolean acquire() {
            long end = System.nanoTime() + patience.toNanos();
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return turn.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) Thread.currentThread().interrupt();
            }
        }

        private @Nullable Object ending(Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return onConnection(method, arguments);
            } finally {
                if (writing) {
                    writing = false;
                    turn.release();
                }
            }
        }

        private @Nullable Object onConnection(Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return pool.isWrapperFor(type);
    }
}
