package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.OverrideRecords;
import dev.pergola.store.OverrideRecords.OverrideRecord;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R143, R144. */
class SqlOverrideRecordsTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-10-25T00:30:00.123456Z");

    OverrideRecords overrides;

    @BeforeEach
    void services() {
        overrides = new SqlOverrideRecords(database);
    }

    private static OverrideRecord override(String digest, String rule) {
        return new OverrideRecord(0, digest, rule, "admin", "checked by hand", THEN, THEN.plusSeconds(60));
    }

    @Test
    void whatIsAcceptedIsThereAfterAReopenNewestFirst() {
        OverrideRecord one = overrides.add(override("d1", "signature.unsigned"));
        OverrideRecord two = overrides.add(override("d2", "signature.unsigned"));
        OverrideRecord three = overrides.add(override("d1", "advisory.high"));
        assertThat(one.id()).isPositive();
        assertThat(one.reason()).isEqualTo("checked by hand");
        overrides = new SqlOverrideRecords(reopen());
        assertThat(overrides.all()).containsExactly(three, two, one);
        assertThat(overrides.of("d1")).containsExactly(three, one);
    }

    @Test
    void whatIsWithdrawnIsGone() {
        OverrideRecord one = overrides.add(override("d1", "signature.unsigned"));
        assertThat(overrides.remove(one.id())).contains(one);
        assertThat(overrides.remove(one.id())).isEmpty();
        assertThat(overrides.all()).isEmpty();
    }

    @Test
    void aRuleIsKeptWholeOrNotAtAll() {
        assertThatThrownBy(() -> overrides.add(override("d1", "r".repeat(256))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule");
    }
}
