package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.Quarantine;
import dev.pergola.store.Quarantines;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R135. */
class SqlQuarantinesTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-11-25T10:00:00.123456Z");

    Quarantines quarantines;

    @BeforeEach
    void services() {
        quarantines = new SqlQuarantines(database);
    }

    private static Quarantine of(String id, String version, String message) {
        return new Quarantine(id, version, "permission-violations", message, "look at it", "pergola", THEN);
    }

    @Test
    void whatIsSavedIsThereAfterAReopen() {
        quarantines.save(of("b", "1.0.0", "it tried"));
        quarantines.save(of("a", "2.0.0", "it tried, too"));
        quarantines = new SqlQuarantines(reopen());

        assertThat(quarantines.all()).containsExactly(of("a", "2.0.0", "it tried, too"), of("b", "1.0.0", "it tried"));
    }

    @Test
    void savingAgainReplacesAndRemovingLiftsOneVersion() {
        quarantines.save(of("a", "1.0.0", "first"));
        quarantines.save(of("a", "1.0.0", "second"));
        quarantines.save(of("a", "2.0.0", "third"));
        assertThat(quarantines.all()).extracting(Quarantine::message).containsExactly("second", "third");

        quarantines.remove("a", "1.0.0");
        quarantines.remove("a", "1.0.0");
        assertThat(quarantines.all()).extracting(Quarantine::version).containsExactly("2.0.0");
    }

    @Test
    void whatPeopleReadIsCutAndWhatNamesIsRefused() {
        quarantines.save(of("a", "1.0.0", "x".repeat(10_000)));
        assertThat(quarantines.all().get(0).message()).hasSize(4096).endsWith("…");
        assertThatThrownBy(() -> quarantines.save(of("a".repeat(256), "1", "no")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255");
    }
}
