package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.store.PluginStates;
import dev.pergola.store.PluginStates.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R25, R93. */
class SqlPluginStatesTest extends StoreTest {
    static final long QUOTA = 1_000_000;

    PluginStates states;

    @BeforeEach
    void services() {
        states = new SqlPluginStates(database);
    }

    @Test
    void whatIsPutIsThereAfterAReopen() {
        states.put("a", "k", Map.of("n", 1), QUOTA);
        states.put("a", "k", Map.of("n", 2), QUOTA);
        states.put("a", "b", Map.of(), QUOTA);
        states.put("other", "k", Map.of("n", 3), QUOTA);
        states = new SqlPluginStates(reopen());
        assertThat(states.get("a", "k")).contains(Map.of("n", 2));
        assertThat(states.get("a", "x")).isEmpty();
        assertThat(states.keys("a")).containsExactly("b", "k");
        assertThat(states.get("other", "k")).contains(Map.of("n", 3));
    }

    @Test
    void bytesAreThoseOfKeysAndValues() {
        states.put("a", "ü", Map.of("n", "é"), QUOTA);
        long first = "ü{\"n\":\"é\"}".getBytes(StandardCharsets.UTF_8).length;
        assertThat(states.bytesUsed("a")).isEqualTo(first);
        states.put("a", "k", Map.of(), QUOTA);
        assertThat(states.bytesUsed("a")).isEqualTo(first + 3);
        assertThat(states.remove("a", "ü")).isTrue();
        assertThat(states.remove("a", "ü")).isFalse();
        assertThat(states.bytesUsed("a")).isEqualTo(3);
        states.clear("a");
        assertThat(states.bytesUsed("a")).isZero();
        assertThat(states.keys("a")).isEmpty();
        assertThat(states.bytesUsed("nobody")).isZero();
    }

    @Test
    void aWriteBeyondTheQuotaChangesNothing() {
        states.put("a", "k", Map.of("v", "x".repeat(10)), 30);
        long used = states.bytesUsed("a");
        assertThatThrownBy(() -> states.put("a", "k", Map.of("v", "x".repeat(40)), 30))
                .isInstanceOf(ResourceLimitExceededException.class)
                .hasMessageContaining("a may keep 30 bytes")
                .hasMessageContaining("quota");
        assertThatThrownBy(() -> states.put("a", "l", Map.of("v", "yyyyy"), 30))
                .isInstanceOf(ResourceLimitExceededException.class);
        assertThat(states.get("a", "k")).contains(Map.of("v", "x".repeat(10)));
        assertThat(states.bytesUsed("a")).isEqualTo(used);
        states.put("a", "k", Map.of("v", "x".repeat(21)), 30);
        assertThat(states.bytesUsed("a")).isEqualTo(30);
    }

    @Test
    void writersAtOnceNeverPassTheQuotaTogether() {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        AtomicInteger refused = new AtomicInteger();
        try {
            Concurrently.run(
                    threads,
                    IntStream.range(0, 60)
                            .<Runnable>mapToObj(i -> () -> {
                                try {
                                    states.put("a", "key" + (10 + i), Map.of("v", "xxxx"), 340);
                                } catch (ResourceLimitExceededException e) {
                                    refused.incrementAndGet();
                                }
                            })
                            .toList());
        } finally {
            threads.shutdownNow();
        }
        assertThat(states.bytesUsed("a")).isEqualTo(340);
        assertThat(states.keys("a")).hasSize(20);
        assertThat(refused).hasValue(40);
    }

    @Test
    void updatesAtOnceLoseNothing() {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            Concurrently.run(
                    threads,
                    IntStream.range(0, 1_200)
                            .<Runnable>mapToObj(i -> () -> states.update(
                                    "p" + i / 300, "n", old -> Map.of("n", (int) old.getOrDefault("n", 0) + 1), QUOTA))
                            .toList());
        } finally {
            threads.shutdownNow();
        }
        for (int p = 0; p < 4; p++) assertThat(states.get("p" + p, "n")).contains(Map.of("n", 300));
    }

    @Test
    void anUpdateGivesTheNewValueAndHonoursTheQuota() {
        assertThat(states.update("a", "k", old -> Map.of("was", old), QUOTA)).isEqualTo(Map.of("was", Map.of()));
        assertThatThrownBy(() -> states.update("a", "k", old -> Map.of("v", "x".repeat(50)), 40))
                .isInstanceOf(ResourceLimitExceededException.class);
        assertThatThrownBy(() -> states.update(
                        "a",
                        "k",
                        old -> {
                            throw new IllegalStateException("mine");
                        },
                        QUOTA))
                .hasMessage("mine");
        assertThat(states.get("a", "k")).contains(Map.of("was", Map.of()));
    }

    @Test
    void keysAndValuesAreBounded() {
        states.put("a", "k".repeat(255), Map.of(), QUOTA);
        for (String key : List.of("", "k".repeat(256), "a\0", "\uD800")) {
            assertThatThrownBy(() -> states.put("a", key, Map.of(), QUOTA))
                    .as(key)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> states.put("a", "v", Map.of("v", "x".repeat(16 << 20)), Long.MAX_VALUE))
                .isInstanceOf(ResourceLimitExceededException.class)
                .hasMessageContaining("files of the plugin's data directory");
        states.put("a", "v", Map.of("v", "x".repeat(3_000_000)), Long.MAX_VALUE);
        assertThat((String) states.get("a", "v").orElseThrow().get("v")).hasSize(3_000_000);
    }

    @Test
    void aSnapshotIsRestoredWhole() {
        states.put("a", "k", Map.of("n", 1), QUOTA);
        states.put("a", "gone", Map.of("n", 2), QUOTA);
        states.put("b", "k", Map.of("n", 9), QUOTA);
        long used = states.bytesUsed("a");
        long id = states.snapshot("a", "1.0.0");
        states.put("a", "k", Map.of("n", 100), QUOTA);
        states.remove("a", "gone");
        states.put("a", "new", Map.of(), QUOTA);

        states = new SqlPluginStates(reopen());
        Snapshot snapshot = states.latestSnapshot("a", "1.0.0").orElseThrow();
        assertThat(snapshot.id()).isEqualTo(id);
        assertThat(snapshot.entries()).isEqualTo(2);
        assertThat(snapshot.pluginId()).isEqualTo("a");
        states.restore(id);
        assertThat(states.keys("a")).containsExactly("gone", "k");
        assertThat(states.get("a", "k")).contains(Map.of("n", 1));
        assertThat(states.bytesUsed("a")).isEqualTo(used);
        assertThat(states.get("b", "k")).contains(Map.of("n", 9));
        assertThatThrownBy(() -> states.restore(4711))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4711");
    }

    @Test
    void anEmptyStateIsASnapshotToo() {
        long id = states.snapshot("a", "empty");
        states.put("a", "k", Map.of(), QUOTA);
        states.restore(id);
        assertThat(states.keys("a")).isEmpty();
        assertThat(states.bytesUsed("a")).isZero();
    }

    @Test
    void snapshotsAreListedAndPrunedNewestFirst() {
        states.put("a", "k", Map.of(), QUOTA);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) ids.add(0, states.snapshot("a", "v" + i % 2));
        long other = states.snapshot("b", "v0");
        assertThat(states.snapshots("a")).extracting(Snapshot::id).containsExactlyElementsOf(ids);
        assertThat(states.latestSnapshot("a", "v1").orElseThrow().id()).isEqualTo(ids.get(1));
        states.pruneSnapshots("a", 2);
        assertThat(states.snapshots("a")).extracting(Snapshot::id).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(states.snapshots("b")).extracting(Snapshot::id).containsExactly(other);
        states.clear("a");
        assertThat(states.snapshots("a")).hasSize(2);
        states.pruneSnapshots("a", 0);
        assertThat(states.snapshots("a")).isEmpty();
        assertThat(states.latestSnapshot("a", "v1")).isEmpty();
    }

    @Test
    void dropForgetsThePlugin() {
        states.put("a", "k", Map.of(), QUOTA);
        states.put("b", "k", Map.of(), QUOTA);
        states.snapshot("a", "x");
        states.drop("a");
        states.drop("a");
        assertThat(states.keys("a")).isEmpty();
        assertThat(states.snapshots("a")).isEmpty();
        assertThat(states.bytesUsed("a")).isZero();
        assertThat(states.keys("b")).containsExactly("k");
    }

    @Test
    void whatIsReadCannotBeChanged() {
        states.put("a", "k", Map.of("l", List.of(1)), QUOTA);
        assertThatThrownBy(() -> states.get("a", "k").orElseThrow().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> states.keys("a").clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
