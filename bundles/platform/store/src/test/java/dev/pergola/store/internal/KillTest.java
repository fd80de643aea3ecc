package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.event.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged survives {@code kill -9} at any moment; gates any change of the database or its settings. */
class KillTest {
    static final int ROUNDS = Integer.getInteger("pergola.test.kills", 4);
    static final int WRITERS = 4;

    @TempDir
    Path data;

    @Test
    void everyAcknowledgedWriteSurvivesAKill() throws Exception {
        long acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<String> keys = writeUntilKilled(round);
            Database database = TestDatabases.open(data);
            try {
                SqlPluginStates states = new SqlPluginStates(database);
                SqlEventOutbox outbox = new SqlEventOutbox(database);
                Set<String> kept = new HashSet<>();
                for (int writer = 0; writer < WRITERS; writer++) kept.addAll(states.keys("w" + writer));
                String what = "round %d of %d, in which %d writes were acknowledged, the last of them %s"
                        .formatted(
                                round, ROUNDS, keys.size(), keys.subList(Math.max(0, keys.size() - 10), keys.size()));
                assertThat(kept).as(what).containsAll(keys);
                assertThat(positions(outbox)).as(what).doesNotHaveDuplicates();
                // The state and its event are one transaction: neither is there without the other.
                assertThat(topics(outbox)).as(what).isEqualTo(kept);
            } finally {
                database.close();
            }
            acknowledged += keys.size();
        }
        assertThat(acknowledged).isGreaterThan(ROUNDS * 10L);
    }

    private static List<Long> positions(SqlEventOutbox outbox) {
        return all(outbox).stream().map(Event::position).toList();
    }

    private static Set<String> topics(SqlEventOutbox outbox) {
        Set<String> topics = new HashSet<>();
        all(outbox).forEach(event -> topics.add(event.topic()));
        return topics;
    }

    private static List<Event> all(SqlEventOutbox outbox) {
        List<Event> all = new ArrayList<>();
        List<Event> page;
        do {
            page = outbox.after(all.isEmpty() ? 0 : all.get(all.size() - 1).position(), 5_000);
            all.addAll(page);
        } while (!page.isEmpty());
        return all;
    }

    private List<String> writeUntilKilled(int round) throws IOException, InterruptedException {
        Process process = fork(Writer.class, data.toString(), Integer.toString(round));
        List<String> keys = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch first = new CountDownLatch(1);
        Thread reader = new Thread(() -> read(process, keys, first));
        reader.start();
        try {
            assertThat(first.await(30, TimeUnit.SECONDS))
                    .as("the writer writes")
                    .isTrue();
            LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(20, 500)));
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        reader.join(30_000);
        return keys;
    }

    private static void read(Process process, List<String> keys, CountDownLatch first) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The last line may be cut.
                if (line.startsWith("wrote ") && line.endsWith(".")) keys.add(line.substring(6, line.length() - 1));
                first.countDown();
            }
        } catch (IOException e) {
            // The stream of a killed process may break.
        }
    }

    @Test
    void aSecondProcessIsToldWhoHasTheDatabase() throws Exception {
        Database database = TestDatabases.open(data);
        try {
            Process second = fork(Opener.class, data.toString());
            String said = new String(second.getInputStream().readAllBytes());
            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(said)
                    .contains("in use by process " + ProcessHandle.current().pid())
                    .contains(data.resolve("store").toString())
                    .contains("choose another data directory");
        } finally {
            database.close();
        }
    }

    private static Process fork(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Writes from several threads until it is killed, and says what has been committed. */
    static final class Writer {
        public static void main(String[] arguments) {
            Database database = TestDatabases.open(Path.of(arguments[0]));
            SqlPluginStates states = new SqlPluginStates(database);
            SqlEventOutbox outbox = new SqlEventOutbox(database);
            for (int w = 0; w < WRITERS; w++) {
                String plugin = "w" + w;
                String prefix = "r" + arguments[1] + "-" + plugin + "-";
                new Thread(() -> {
                            for (int i = 0; ; i++) {
                                String key = prefix + i;
                                Map<String, Object> value = Map.of(
                                        "v",
                                        "x".repeat(ThreadLocalRandom.current().nextInt(i % 20 == 0 ? 9_000 : 300)));
                                database.inTransaction(() -> {
                                    states.put(plugin, key, value, Long.MAX_VALUE);
                                    outbox.append(List.of(new Event(0, key, plugin, Instant.now(), Map.of())));
                                });
                                System.out.println("wrote " + key + ".");
                            }
                        })
                        .start();
            }
        }
    }

    /** Opens a database that another process has. */
    static final class Opener {
        public static void main(String[] arguments) {
            try {
                TestDatabases.open(Path.of(arguments[0])).close();
                System.out.println("opened");
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
