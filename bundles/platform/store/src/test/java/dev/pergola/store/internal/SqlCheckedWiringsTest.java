package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.CheckedWirings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlCheckedWiringsTest extends StoreTest {
    private CheckedWirings wirings;

    @BeforeEach
    void create() {
        wirings = new SqlCheckedWirings(database);
    }

    @Test
    void whatWasSeenIsKnownAndNothingElseIs() {
        assertThat(wirings.contains("a")).isFalse();
        wirings.add("a");
        wirings.add("a");
        assertThat(wirings.contains("a")).isTrue();
        assertThat(wirings.contains("b")).isFalse();
    }

    @Test
    void onlyThoseSeenLastAreKept() {
        for (int i = 0; i < 10; i++) wirings.add("f" + i);
        wirings.prune(3);
        assertThat(wirings.contains("f9")).isTrue();
        assertThat(wirings.contains("f0")).isFalse();
        wirings.prune(3);
        assertThat(wirings.contains("f9")).isTrue();
    }

    @Test
    void aFingerprintIsKeptWholeOrNotAtAll() {
        assertThatThrownBy(() -> wirings.add("x".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }
}
