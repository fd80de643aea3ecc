package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.pergola.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R215. */
class MigrationsTest {
    static final Path RESOURCES = Path.of("src/main/resources/db");

    @TempDir
    Path data;

    HikariDataSource pool;

    @BeforeEach
    void open() {
        pool = EmbeddedDatabase.open(TestDatabases.h2(), data);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static Map<String, String> scripts() throws IOException {
        Map<String, String> scripts = new LinkedHashMap<>();
        for (String name : Migrations.SCRIPTS) {
            scripts.put(name, Files.readString(RESOURCES.resolve("migration").resolve(name)));
        }
        return scripts;
    }

    /** The scripts of this version, and one more. */
    private static Migrations next(String script) throws IOException {
        Map<String, String> scripts = scripts();
        scripts.put("V999__more.sql", script);
        return Migrations.of(scripts);
    }

    private static List<String> versions(String... more) {
        return Stream.concat(
                        Migrations.SCRIPTS.stream().map(name -> name.substring(1, name.indexOf("__"))), Stream.of(more))
                .toList();
    }

    private List<String> query(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> result = new ArrayList<>();
            while (rows.next()) result.add(rows.getString(1));
            return result;
        }
    }

    private List<String> tables() throws SQLException {
        return query("select table_name from information_schema.tables where table_schema = 'public' order by 1");
    }

    private List<String> history() throws SQLException {
        return query("select version from flyway_schema_history where version is not null order by installed_rank");
    }

    @Test
    void everyScriptOfTheFolderIsListedAndCanBeTakenBack() throws IOException {
        try (Stream<Path> migrations = Files.list(RESOURCES.resolve("migration"));
                Stream<Path> rollbacks = Files.list(RESOURCES.resolve("rollback"))) {
            List<String> names = migrations
                    .map(script -> script.getFileName().toString())
                    .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.substring(1, name.indexOf('_')))))
                    .toList();
            assertThat(Migrations.SCRIPTS).containsExactlyElementsOf(names);
            assertThat(rollbacks.map(script -> script.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void anEmptyDatabaseGetsAllTables() throws SQLException {
        Migrations.bundled().run(pool, "test");
        assertThat(tables())
                .contains("plugin_installations", "plugin_deployments", "plugin_states", "event_outbox", "audit_log");
        assertThat(history()).containsExactlyElementsOf(versions());
    }

    @Test
    void aSecondStartDoesNothingAndNeedsNoFlyway() throws SQLException {
        Migrations.bundled().run(pool, "test");
        // With the fingerprint there, nobody looks at Flyway's own table.
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table flyway_schema_history");
        }
        Migrations.bundled().run(pool, "test");
        assertThat(tables()).doesNotContain("flyway_schema_history");
    }

    @Test
    void aNewScriptRunsOnTheDataOfAnOlderVersion() throws SQLException, IOException {
        Migrations.bundled().run(pool, "test");
        Migrations next = next("create table if not exists more (id bigint primary key);");
        next.run(pool, "test");
        next.run(pool, "test");
        assertThat(tables()).contains("more");
        assertThat(history()).containsExactlyElementsOf(versions("999"));
    }

    @Test
    void aMigrationThatFailedHalfwayIsRunAgain() throws SQLException {
        String first = "create table if not exists one (id bigint primary key);";
        Migrations broken = Migrations.of(Map.of("V1__x.sql", first + " create nonsense;"));
        assertThatThrownBy(() -> broken.run(pool, "/data"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("/data")
                .hasMessageContaining("create nonsense");
        Migrations whole = Migrations.of(Map.of(
                "V1__x.sql",
                first + " create table if not exists store_schema (fingerprint varchar(64) primary key);"));
        whole.run(pool, "/data");
        assertThat(tables()).contains("one", "store_schema");
    }

    /** H2 commits each statement by itself, so a kill can leave any number of them done and none noted. */
    @Test
    void theScriptsMayRunTwice() throws SQLException {
        Migrations.bundled().run(pool, "test");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from flyway_schema_history");
            statement.execute("delete from store_schema");
            statement.execute("drop table plugin_states");
        }
        Migrations.bundled().run(pool, "test");
        assertThat(history()).containsExactlyElementsOf(versions());
        assertThat(tables()).contains("plugin_states");
    }

    @Test
    void dataOfANewerVersionIsRefusedAndLeftAlone() throws SQLException, IOException {
        next("create table more (id bigint primary key);").run(pool, "test");
        assertThatThrownBy(() -> Migrations.bundled().run(pool, "/data"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer version");
        assertThat(history()).containsExactlyElementsOf(versions("999"));
    }

    @Test
    void aScriptThatWasChangedAfterItRanIsRefused() throws IOException {
        Migrations.bundled().run(pool, "test");
        Map<String, String> scripts = scripts();
        scripts.merge("V1__runtime.sql", "\ndrop table audit_log;", String::concat);
        Migrations changed = Migrations.of(scripts);
        assertThatThrownBy(() -> changed.run(pool, "test"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void theRollbackScriptsTakeAllBackAndTheNextStartBeginsAnew() throws SQLException, IOException {
        Migrations.bundled().run(pool, "test");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> newestFirst = new ArrayList<>(Migrations.SCRIPTS);
            Collections.reverse(newestFirst);
            for (String name : newestFirst) {
                statement.execute(Files.readString(RESOURCES.resolve("rollback").resolve(name)));
            }
        }
        assertThat(tables()).isEmpty();
        Migrations.bundled().run(pool, "test");
        assertThat(tables()).contains("event_outbox");
    }
}
