package dev.pergola.http.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void findsWhatWasProbablyMeant() {
        List<String> names = List.of("timeout_ms", "input", "type", "context");
        assertThat(Nearest.to("inptu", names)).contains("input");
        assertThat(Nearest.to("timeoutms", names)).contains("timeout_ms");
        assertThat(Nearest.to("TYPE", names)).contains("type");
        assertThat(Nearest.to("banana", names)).isEmpty();
        assertThat(Nearest.to("x".repeat(10_000), names)).isEmpty();
        assertThat(Nearest.question("inptu", names)).isEqualTo(" Did you mean 'input'?");
        assertThat(Nearest.question("banana", names)).isEmpty();
    }
}
