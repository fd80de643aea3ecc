package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.ApiToken;
import dev.pergola.store.ApiTokens;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R133. */
class SqlApiTokensTest extends StoreTest {
    private static final Instant THEN = Instant.parse("2026-11-25T10:00:00.123456Z");

    private ApiTokens tokens;

    @BeforeEach
    void services() {
        tokens = new SqlApiTokens(database);
    }

    private static ApiToken token(String id, String name, String hash) {
        return new ApiToken(
                id, name, "OPERATOR", hash, List.of(), Optional.empty(), THEN, "admin", Optional.empty(), THEN);
    }

    @Test
    void whatIsAddedIsThereAfterAReopen() {
        ApiToken limited = new ApiToken(
                "2",
                "ci",
                "PUBLISHER",
                "cd".repeat(32),
                List.of("wordcount", "a.b"),
                Optional.of("wordcount"),
                THEN,
                "admin",
                Optional.of(THEN.plusSeconds(60)),
                THEN);
        ApiToken plain = token("1", "zoe", "ab".repeat(32));
        assertThat(tokens.add(plain)).isTrue();
        assertThat(tokens.add(limited)).isTrue();

        tokens = new SqlApiTokens(reopen());

        assertThat(tokens.all()).containsExactly(limited, plain);
        assertThat(tokens.find("2")).contains(limited);
        assertThat(tokens.withHash("ab".repeat(32))).contains(plain);
        assertThat(tokens.withHash("ef".repeat(32))).isEmpty();
        assertThat(tokens.find("ci")).isEmpty();
    }

    @Test
    void idNameAndHashAreThereOnce() {
        assertThat(tokens.add(token("1", "a", "11"))).isTrue();
        assertThat(tokens.add(token("1", "b", "22"))).isFalse();
        assertThat(tokens.add(token("2", "a", "22"))).isFalse();
        assertThat(tokens.add(token("2", "b", "11"))).isFalse();
        assertThat(tokens.all()).hasSize(1);
    }

    @Test
    void aUseMovesForwardOnly() {
        tokens.add(token("1", "a", "11"));
        tokens.touch("1", THEN.plusSeconds(60));
        tokens.touch("1", THEN.plusSeconds(30));
        tokens.touch("nobody", THEN);
        assertThat(tokens.find("1").orElseThrow().lastUsedAt()).isEqualTo(THEN.plusSeconds(60));
    }

    @Test
    void whatIsRemovedIsGoneAndItsNameFree() {
        tokens.add(token("1", "a", "11"));
        assertThat(tokens.remove("1")).isTrue();
        assertThat(tokens.remove("1")).isFalse();
        assertThat(tokens.withHash("11")).isEmpty();
        assertThat(tokens.add(token("2", "a", "22"))).isTrue();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> tokens.add(token("1", "x".repeat(65), "11")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
        assertThatThrownBy(() -> tokens.add(token("1", "a\0", "11"))).isInstanceOf(IllegalArgumentException.class);
    }
}
