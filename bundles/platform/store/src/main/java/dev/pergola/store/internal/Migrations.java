package dev.pergola.store.internal;

import dev.pergola.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables up to date, with Flyway. A fingerprint of the migrations that have run is kept in the database, so
 * that a start with nothing to do, which is nearly every start, does without Flyway and its quarter of a second.
 */
final class Migrations {
    /** The scripts, oldest first. A script that was released is never changed again. */
    static final List<String> SCRIPTS = List.of(
            "V1__runtime.sql",
            "V2__permissions.sql",
            "V3__vetting.sql",
            "V4__api_tokens.sql",
            "V5__held.sql",
            "V6__quarantines.sql",
            "V7__conditions.sql",
            "V8__wirings.sql",
            "V9__jobs.sql",
            "V10__sandbox_usage.sql");

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String FOLDER = "db/migration/";

    private final Map<String, String> scripts;

    private Migrations(Map<String, String> scripts) {
        this.scripts = scripts;
    }

    /** Those that this version of Pergola has. */
    static Migrations bundled() {
        Map<String, String> scripts = new LinkedHashMap<>();
        for (String name : SCRIPTS) scripts.put(name, read("/" + FOLDER + name));
        return new Migrations(scripts);
    }

    /** Others, by file name; for tests of upgrades. */
    static Migrations of(Map<String, String> scripts) {
        return new Migrations(new LinkedHashMap<>(scripts));
    }

    private static String read(String path) {
        try (InputStream in = Migrations.class.getResourceAsStream(path)) {
            if (in == null) throw new IllegalStateException("The store's bundle lacks its migration " + path);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the migration " + path + " from the store's bundle", e);
        }
    }

    /** Runs what has not run yet. */
    void run(DataSource dataSource, String where) {
        String fingerprint = fingerprint();
        if (isUpToDate(dataSource, fingerprint)) return;
        long begin = System.nanoTime();
        try {
            migrate(flyway(dataSource));
            remember(dataSource, fingerprint);
        } catch (FlywayException | SQLException e) {
            throw new StoreException(
                    "Could not bring the tables of " + where + " to those of this version of Pergola. If they were"
                            + " written by a newer version, start that one; if not, see the cause: " + e.getMessage(),
                    e);
        }
        LOG.info("Migrated {} in {} ms", where, (System.nanoTime() - begin) / 1_000_000);
    }

    private static boolean isUpToDate(DataSource dataSource, String fingerprint) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select 1 from store_schema where fingerprint = ?")) {
            query.setString(1, fingerprint);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            LOG.debug("No fingerprint of the tables can be read, so the migrations have to run", e);
            return false;
        }
    }

    private static void remember(DataSource dataSource, String fingerprint) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement clear = connection.createStatement();
                PreparedStatement insert =
                        connection.prepareStatement("insert into store_schema (fingerprint) values (?)")) {
            clear.executeUpdate("delete from store_schema");
            insert.setString(1, fingerprint);
            insert.executeUpdate();
        }
    }

    /** Where an earlier migration failed it is simply run again, since every statement of a script may run twice. */
    private static void migrate(Flyway flyway) {
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            if (!hasFailure(flyway)) throw e;
            flyway.repair();
            flyway.migrate();
        }
    }

    private static boolean hasFailure(Flyway flyway) {
        return Arrays.stream(flyway.info().all())
                .anyMatch(migration -> migration.getState().isFailed());
    }

    private Flyway flyway(DataSource dataSource) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .loggers("slf4j")
                .resourceProvider(new Scripts(scripts))
                .javaMigrationClassProvider(List::of)
                .ignoreMigrationPatterns(new String[0])
                .load();
    }

    private String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            scripts.forEach((name, script) -> {
                digest.update((name + "\n" + script.length() + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(script.getBytes(StandardCharsets.UTF_8));
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Flyway's way to the scripts: it does not find them in a bundle by itself, and would not say so. */
    private record Scripts(Map<String, String> scripts) implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            String file = name.substring(name.lastIndexOf('/') + 1);
            String script = scripts.get(file);
            return script == null ? null : new Script(file, script);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return scripts.entrySet().stream()
                    .filter(script -> script.getKey().startsWith(prefix))
                    .filter(script -> Arrays.stream(suffixes).anyMatch(script.getKey()::endsWith))
                    .<LoadableResource>map(script -> new Script(script.getKey(), script.getValue()))
                    .toList();
        }
    }

    private static final class Script extends LoadableResource {
        private final String name;
        private final String text;

        Script(String name, String text) {
            this.name = name;
            this.text = text;
        }

        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public String getAbsolutePath() {
            return FOLDER + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return FOLDER + name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
