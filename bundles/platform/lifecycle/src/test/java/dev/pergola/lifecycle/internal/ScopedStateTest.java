package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.store.internal.TestStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A candidate's writes are its own until it takes over (R30, R94), on the real store. */
class ScopedStateTest {
    private static final long QUOTA = 10_000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    static Path data;

    private static TestStore store;

    private final String plugin = "plugin-" + COUNT.incrementAndGet();
    private final Object lock = new Object();
    private ScopedState serving;
    private ScopedState candidate;

    @BeforeAll
    static void open() {
        store = new TestStore(data);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @BeforeEach
    void oneServesAndOneComes() {
        serving = new ScopedState(plugin, QUOTA, store.states(), lock, false);
        candidate = new ScopedState(plugin, QUOTA, store.states(), lock, true);
        serving.put("kept", Map.of("n", 1));
        serving.put("old", Map.of("n", 1));
    }

    @Test
    void aCandidateSeesItsOwnWritesOverTheStoreAndNobodyElseDoes() {
        candidate.put("new", Map.of("n", 2));
        candidate.update("kept", old -> Map.of("n", ((Number) old.get("n")).intValue() + 10));
        assertThat(candidate.remove("old")).isTrue();
        assertThat(candidate.remove("old")).isFalse();

        assertThat(candidate.keys()).containsExactly("kept", "new");
        assertThat(candidate.get("kept")).contains(Map.of("n", 11));
        assertThat(candidate.get("old")).isEmpty();
        assertThat(serving.keys()).containsExactly("kept", "old");
        assertThat(serving.get("kept")).contains(Map.of("n", 1));
        assertThat(store.states().keys(plugin)).containsExactly("kept", "old");
    }

    @Test
    void whatTheServingOneWritesMeanwhileIsSeenWhereTheCandidateWroteNothing() {
        candidate.put("kept", Map.of("n", 5));
        serving.put("kept", Map.of("n", 2));
        serving.put("late", Map.of("n", 2));

        assertThat(candidate.get("kept")).contains(Map.of("n", 5));
        assertThat(candidate.get("late")).contains(Map.of("n", 2));
    }

    @Test
    void aCandidateThatClearsSeesNothingAndTheServingOneEverything() {
        candidate.put("new", Map.of());
        candidate.clear();

        assertThat(candidate.keys()).isEmpty();
        assertThat(serving.keys()).containsExactly("kept", "old");
    }

    @Test
    void takingOverMakesItsWritesRealAndTheNextOnesGoStraightToTheStore() {
        candidate.put("new", Map.of("n", 2));
        candidate.remove("old");

        store.transactions().inTransaction(candidate::writeThrough);
        candidate.promote();
        candidate.put("after", Map.of("n", 3));

        assertThat(store.states().keys(plugin)).containsExactly("after", "kept", "new");
        assertThat(serving.get("new")).contains(Map.of("n", 2));
    }

    @Test
    void aTransactionThatFailsLeavesTheStoreAndTheCandidateAsTheyWere() {
        candidate.put("new", Map.of("n", 2));

        assertThatThrownBy(() -> store.transactions().inTransaction(() -> {
                    candidate.writeThrough();
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");

        assertThat(serving.get("new")).isEmpty();
        assertThat(candidate.get("new")).contains(Map.of("n", 2));
    }

    @Test
    void aDetachedOneWritesForItselfAloneAndMayComeBack() {
        serving.detach();
        serving.put("drained", Map.of("n", 7));
        assertThat(serving.get("drained")).contains(Map.of("n", 7));
        assertThat(store.states().get(plugin, "drained")).isEmpty();

        serving.attach();

        assertThat(store.states().get(plugin, "drained")).contains(Map.of("n", 7));
        serving.put("again", Map.of());
        assertThat(store.states().keys(plugin)).contains("again");
    }

    @Test
    void theQuotaBindsTheServingOneAtOnceAndTheCandidateWhenItTakesOver() {
        Map<String, Object> large = Map.of("text", "x".repeat((int) QUOTA));

        assertThatThrownBy(() -> serving.put("large", large)).isInstanceOf(ResourceLimitExceededException.class);
        assertThat(serving.keys()).containsExactly("kept", "old");
        candidate.put("large", large);
        assertThatThrownBy(() -> store.transactions().inTransaction(candidate::writeThrough))
                .isInstanceOf(ResourceLimitExceededException.class);
        assertThat(store.states().keys(plugin)).containsExactly("kept", "old");
    }

    @Test
    void aClosedOneSaysSoAndWritesNothing() {
        candidate.put("new", Map.of());
        candidate.close();
        serving.close();

        assertThatThrownBy(() -> serving.get("kept"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(plugin)
                .hasMessageContaining("stopped");
        assertThatThrownBy(() -> serving.put("kept", Map.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> serving.update("kept", old -> old)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> serving.remove("kept")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(serving::keys).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(serving::clear).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(candidate::clear).isInstanceOf(IllegalStateException.class);
        assertThat(store.states().keys(plugin)).containsExactly("kept", "old");
    }

    @Test
    void aKeyHas1To255CharactersForACandidateToo() {
        assertThatThrownBy(() -> candidate.put("", Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> candidate.put("k".repeat(256), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256");
        candidate.put("k".repeat(255), Map.of());
    }
}
