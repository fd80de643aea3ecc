package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One transaction at a time writes; what tears without that is what {@link KillTest} sees. */
class OneWriterTest {
    @TempDir
    Path data;

    private HikariDataSource pool;

    @BeforeEach
    void open() throws SQLException {
        pool = EmbeddedDatabase.open(TestDatabases.h2(), data);
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("create table t (n int)")) {
            statement.execute();
        }
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static void insert(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into t values (1)")) {
            statement.executeUpdate();
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select count(*) from t");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection begin(DataSource source) throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    @Test
    void aSecondTransactionWritesOnceTheFirstHasEndedAndReadersDoNotWait() throws Exception {
        DataSource source = new OneWriter(pool, Duration.ofSeconds(20));
        AtomicBoolean written = new AtomicBoolean();
        try (Connection first = begin(source);
                Connection reader = begin(source)) {
            insert(first);
            Thread second = new Thread(() -> {
                try (Connection connection = begin(source)) {
                    insert(connection);
                    written.set(true);
                    connection.commit();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            second.start();
            await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

            assertThat(count(reader)).isZero();
            assertThat(written).isFalse();
            first.commit();
            second.join(10_000);
            assertThat(written).isTrue();
        }
    }

    @Test
    void whoeverWaitsTooLongIsToldWhy() throws SQLException {
        DataSource source = new OneWriter(pool, Duration.ofMillis(50));
        try (Connection first = begin(source);
                Connection second = begin(source)) {
            insert(first);
            assertThatThrownBy(() -> insert(second))
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("Other transactions have been writing");
            first.rollback();
            insert(second);
            second.commit();
        }
    }

    @Test
    void aConnectionThatIsClosedInTheMiddleGivesItsTurnBack() throws SQLException {
        DataSource source = new OneWriter(pool, Duration.ofMillis(50));
        Connection lost = begin(source);
        insert(lost);
        lost.close();
        try (Connection next = begin(source)) {
            insert(next);
            next.commit();
            assertThat(count(next)).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t values (1)",
                "update t set n = 1",
                "delete from t",
                "merge into t using dual on true",
                "create table x (n int)",
                "select n from t for update",
                "SELECT n FROM t FOR UPDATE SKIP LOCKED",
                "select next value for s",
                "with x as (select 1) delete from t"
            })
    void whatChangesOrLocksIsNoQuery(String sql) {
        assertThat(OneWriter.isQuery(sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select * from t", "  SELECT 1", "select update_count from t"})
    void whatOnlyReadsIsOne(String sql) {
        assertThat(OneWriter.isQuery(sql)).isTrue();
    }
}
