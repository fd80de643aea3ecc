package dev.pergola.http.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.access.Role;
import dev.pergola.http.internal.api.Principal;
import dev.pergola.http.internal.api.ProblemException;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plugin makes so many requests to the API in a time, and no more (R114). */
class PluginRatesTest {
    private static final Principal ANYBODY = bearer(Optional.empty());

    private final Clock clock = new Clock();
    private final Map<String, String> answer = new LinkedHashMap<>();
    private final PluginRates rates = new PluginRates(100, Duration.ofMinutes(15), clock);

    private static final class Clock implements TimeMeter {
        private long nanos;

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }

        void pass(Duration time) {
            nanos += time.toNanos();
        }
    }

    private static Principal bearer(Optional<String> plugin) {
        return new Principal("somebody", Optional.of(Role.OPERATOR), List.of(), plugin);
    }

    private void count(Principal principal, String header) {
        answer.clear();
        rates.count(principal, header, answer::put);
    }

    private void use(Principal principal, String header, int times) {
        for (int i = 0; i < times; i++) count(principal, header);
    }

    private double refused() {
        return rates.metrics().get(0).samples().get(0).value();
    }

    @Test
    void theOneHundredAndFirstRequestIsRefusedAndSaysWhenToComeAgain() {
        use(ANYBODY, "wordcount", 100);
        clock.pass(Duration.ofMinutes(5));

        assertThatThrownBy(() -> count(ANYBODY, "wordcount"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().status()).isEqualTo(429);
                    assertThat(refused.problem().detail())
                            .contains("wordcount", "100 requests in 15 minutes", "Wait 600 s", "http.plugin-requests");
                    assertThat(refused.headers()).containsEntry("Retry-After", "600");
                });
        assertThat(refused()).isEqualTo(1);
    }

    @Test
    void eachAnswerSaysWhatIsLeft() {
        count(ANYBODY, "wordcount");
        assertThat(answer)
                .containsEntry("RateLimit-Policy", "\"plugin\";q=100;w=900")
                .containsEntry("RateLimit", "\"plugin\";r=99;t=900");

        clock.pass(Duration.ofMinutes(1));
        use(ANYBODY, "wordcount", 99);
        assertThat(answer).containsEntry("RateLimit", "\"plugin\";r=0;t=840");
    }

    @Test
    void whenTheTimeIsOverAllOfThemMayBeMadeAgain() {
        use(ANYBODY, "wordcount", 100);
        clock.pass(Duration.ofMinutes(15));

        use(ANYBODY, "wordcount", 100);

        assertThatThrownBy(() -> count(ANYBODY, "wordcount")).isInstanceOf(ProblemException.class);
    }

    @Test
    void anotherPluginAndWhoeverIsNoneGoOn() {
        use(ANYBODY, "wordcount", 100);

        assertThatCode(() -> count(ANYBODY, "counter")).doesNotThrowAnyException();
        assertThatCode(() -> use(ANYBODY, null, 200)).doesNotThrowAnyException();
        assertThat(answer).isEmpty();
        assertThatCode(() -> use(Principal.NOBODY, "wordcount", 200)).doesNotThrowAnyException();
    }

    @Test
    void aPluginCannotShedItsLimitByAnotherNameOrNone() {
        Principal plugin = bearer(Optional.of("wordcount"));
        use(plugin, "counter", 50);
        use(plugin, null, 50);

        assertThatThrownBy(() -> count(plugin, "third")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> count(ANYBODY, " wordcount ")).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "../x", "\u00e4", "a,b"})
    void whatIsNoIdIsRefused(String header) {
        assertThatThrownBy(() -> count(ANYBODY, header))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(400));
    }

    @Test
    void manyNamesTakeNoMoreThanSomeMemory() {
        Principal plugin = bearer(Optional.of("wordcount"));
        use(plugin, null, 100);
        IntStream.range(0, 2_000).forEach(i -> {
            count(ANYBODY, "stranger-" + i);
            if (i % 500 == 0) assertThatThrownBy(() -> count(plugin, null)).isInstanceOf(ProblemException.class);
        });

        assertThat(rates.known()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void zeroIsAnyNumber() {
        PluginRates off = new PluginRates(0, Duration.ofMinutes(15), clock);

        for (int i = 0; i < 1_000; i++) off.count(ANYBODY, "wordcount", answer::put);

        assertThat(answer).isEmpty();
    }
}
