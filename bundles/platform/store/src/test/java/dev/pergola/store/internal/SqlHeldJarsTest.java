package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.HeldJar;
import dev.pergola.store.HeldJars;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R31, R126. */
class SqlHeldJarsTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-10-25T00:30:00.123456Z");

    HeldJars held;

    @BeforeEach
    void services() {
        held = new SqlHeldJars(database);
    }

    static HeldJar jar(String id, String version, String digest) {
        return new HeldJar(
                id,
                version,
                digest.repeat(32),
                "/plugins/" + id + ".jar",
                true,
                false,
                Map.of("retries", 3),
                Map.of("problems", List.of(Map.of("code", "held-permissions", "message", "it asks for ü"))),
                THEN);
    }

    @Test
    void whatIsSavedIsThereAfterAReopen() {
        held.save(jar("b", "1.0.0", "ab"));
        held.save(jar("a", "2.0.0", "cd"));
        held = new SqlHeldJars(reopen());

        assertThat(held.all()).containsExactly(jar("a", "2.0.0", "cd"), jar("b", "1.0.0", "ab"));
    }

    @Test
    void savingAgainReplacesAndRemovingTakesOneVersionAway() {
        held.save(jar("a", "1.0.0", "ab"));
        held.save(jar("a", "1.0.0", "cd"));
        held.save(jar("a", "2.0.0", "ef"));
        assertThat(held.all()).containsExactly(jar("a", "1.0.0", "cd"), jar("a", "2.0.0", "ef"));

        held.remove("a", "1.0.0");
        held.remove("a", "1.0.0");
        assertThat(held.all()).extracting(HeldJar::version).containsExactly("2.0.0");
    }

    @Test
    void hostileNamesAreKeptOrRefusedButNeverRun() {
        held.save(jar("x'; drop table plugin_held_jars; --", "1", "ab"));
        assertThat(held.all()).hasSize(1);
        assertThatThrownBy(() -> held.save(jar("a".repeat(256), "1", "ab")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255");
    }
}
