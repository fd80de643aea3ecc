package dev.pergola.launcher.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> WORDS = List.of("http.port", "http.host", "data", "start", "status");

    @ParameterizedTest
    @CsvSource({
        "http.prot,http.port",
        "htp.port,http.port",
        "http.hosts,http.host",
        "dta,data",
        "statr,start",
        "stat,start"
    })
    void findsWhatWasMeant(String word, String meant) {
        assertThat(Nearest.to(word, WORDS)).contains(meant);
    }

    @Test
    void findsNothingForAnotherWord() {
        assertThat(Nearest.to("zebra", WORDS)).isEmpty();
        assertThat(Nearest.to("", WORDS)).isEmpty();
    }

    @Test
    void isQuickWithALongHostileWord() {
        assertThat(Nearest.to("x".repeat(1_000_000), WORDS)).isEmpty();
    }
}
