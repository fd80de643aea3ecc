package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.store.PluginStates;
import dev.pergola.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded database must take. */
class EmbeddedDatabaseTest {
    @TempDir
    Path data;

    /** Deadlines interrupt plugins in the middle of whatever they do, and by default that closes an H2 database. */
    @Test
    void interruptsOfThreadsThatWriteLoseNothingAndCloseNothing() throws InterruptedException {
        try (Closing open = new Closing(TestDatabases.open(data))) {
            PluginStates states = new SqlPluginStates(open.database());
            Set<String> written = ConcurrentHashMap.newKeySet();
            Set<Throwable> failures = ConcurrentHashMap.newKeySet();
            AtomicBoolean running = new AtomicBoolean(true);
            List<Thread> writers = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                String writer = "w" + w + "-";
                Thread thread = new Thread(() -> {
                    for (int i = 0; running.get(); i++) {
                        try {
                            states.put("p", writer + i, Map.of("n", i), Long.MAX_VALUE);
                            written.add(writer + i);
                        } catch (StoreException e) {
                            failures.add(e);
                        }
                    }
                });
                thread.start();
                writers.add(thread);
            }
            long end = System.nanoTime() + 1_500_000_000L;
            while (System.nanoTime() < end) {
                writers.get(ThreadLocalRandom.current().nextInt(4)).interrupt();
                LockSupport.parkNanos(2_000_000);
            }
            running.set(false);
            for (Thread writer : writers) writer.join(20_000);
            assertThat(failures).isEmpty();
            assertThat(written).hasSizeGreaterThan(50);
            assertThat(states.keys("p")).containsAll(written);
        }
    }

    @Test
    void anInterruptIsStillThereAfterwards() {
        try (Closing open = new Closing(TestDatabases.open(data))) {
            PluginStates states = new SqlPluginStates(open.database());
            Thread.currentThread().interrupt();
            states.put("p", "k", Map.of("n", 1), 1_000);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(states.get("p", "k")).contains(Map.of("n", 1));
        }
    }

    @Test
    void aFullDiskFailsTheWriteAndNothingElse() {
        FullDisk disk = new FullDisk();
        FilePath.register(disk);
        try (Closing open = new Closing(new Database(
                () -> EmbeddedDatabase.open(TestDatabases.h2(), data, "full:"),
                Dialect.H2,
                Migrations.bundled(),
                data.toString()))) {
            PluginStates states = new SqlPluginStates(open.database());
            for (int i = 0; i < 20; i++) states.put("p", "before" + i, Map.of("n", i), 100_000);
            FullDisk.full(true);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> states.put("p", "during", Map.of("v", "x".repeat(10_000)), 100_000))
                        .isInstanceOf(StoreException.class)
                        .hasMessageStartingWith("Could not write the state during of p: ");
            }
            FullDisk.full(false);
            await().ignoreExceptions().untilAsserted(() -> states.put("p", "after", Map.of(), 100_000));
            assertThat(states.keys("p"))
                    .contains("before0", "before19", "after")
                    .doesNotContain("during");
        } finally {
            FullDisk.full(false);
            FilePath.unregister(disk);
        }
    }

    @Test
    void theFileDoesNotGrowWithEveryCommit() throws Exception {
        try (Closing open = new Closing(TestDatabases.open(data))) {
            PluginStates states = new SqlPluginStates(open.database());
            for (int i = 0; i < 500; i++) states.put("p", "k", Map.of("n", i), 1_000);
            // Space is reused after some seconds only, so all that can be seen here is that a commit costs little.
            assertThat(Files.size(data.resolve("store/pergola.mv.db"))).isLessThan(500 * 24 * 1024);
        }
    }

    @Test
    void aDirectoryThatTheDatabaseWouldTakeForASettingIsRefused() {
        Path trick = data.resolve("x;INIT=DROP ALL OBJECTS");
        assertThatThrownBy(() -> TestDatabases.open(trick))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("semicolon");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(data.resolve("file"), "");
        assertThatThrownBy(() -> TestDatabases.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.resolve("store").toString());
    }

    @Test
    void aFileThatIsNoDatabaseIsNamed() throws Exception {
        Files.createDirectories(data.resolve("store"));
        Files.writeString(data.resolve("store/pergola.mv.db"), "This is no database. ".repeat(1_000));
        assertThatThrownBy(() -> TestDatabases.open(data))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(data.resolve("store").toString());
    }

    /** Threads that the pool or the database start on a plugin's call must not keep its class loader. */
    @Test
    void noThreadInheritsTheCallersContext() {
        ClassLoader plugins = new ClassLoader(getClass().getClassLoader()) {};
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        try (Closing open = new Closing(TestDatabases.open(data))) {
            caller.setContextClassLoader(plugins);
            PluginStates states = new SqlPluginStates(open.database());
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String key = "k" + i;
                Thread thread = new Thread(() -> states.put("p" + key, key, Map.of(), 1_000));
                callers.add(thread);
                thread.start();
            }
            for (Thread thread : callers) thread.join(20_000);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread != caller && !callers.contains(thread))
                    .noneMatch(thread -> thread.getContextClassLoader() == plugins);
            assertThat(caller.getContextClassLoader()).isSameAs(plugins);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            caller.setContextClassLoader(before);
        }
    }

    record Closing(Database database) implements AutoCloseable {
        @Override
        public void close() {
            database.close();
        }
    }
}
