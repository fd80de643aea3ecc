package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What those who check jars have to say of what is there already (R138, R147). */
class ConcernsTest {
    private static final Problem STALE = new Problem("stale", "The data is old", "Import it");

    /** One that says what it is told to. */
    private record Said(String name, Callable<List<Problem>> own, Callable<List<Problem>> about) implements Vetter {
        @Override
        public List<Verdict> vet(Candidate candidate) {
            return List.of();
        }

        @Override
        public List<Problem> problems() throws Exception {
            return own.call();
        }

        @Override
        public List<Problem> problems(String pluginId, String digest) throws Exception {
            return about.call();
        }
    }

    private static Vetter own(String name, Callable<List<Problem>> own) {
        return new Said(name, own, List::of);
    }

    private static Concerns of(Vetter... vetters) {
        return new Concerns(() -> List.of(vetters), Optional::empty, Duration.ofMillis(300));
    }

    @Test
    void whatSeveralSayIsSaidOnce() {
        assertThat(of(own("a", () -> List.of(STALE)), own("b", () -> List.of(STALE)))
                        .own())
                .containsExactly(STALE);
    }

    @Test
    void theVerifierOfSignaturesIsAskedFirst() {
        Problem revoked = new Problem("revoked", "Its signer was revoked", "Get another");
        SignatureVerifier verifier = new SignatureVerifier() {
            @Override
            public Verification verify(Path jar, String source) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Problem> problems(String pluginId, String digest) {
                return pluginId.equals("mine") ? List.of(revoked) : List.of();
            }
        };
        Vetter vulnerable = new Said("a", List::of, () -> List.of(STALE));

        Concerns concerns = new Concerns(() -> List.of(vulnerable), () -> Optional.of(verifier), Duration.ofSeconds(5));

        assertThat(concerns.about("mine", "ab")).containsExactly(revoked, STALE);
        assertThat(concerns.about("other", "cd")).containsExactly(STALE);
    }

    @Test
    void oneThatThrowsOrHangsIsSomethingToSayAndKeepsNobodyFromSpeaking() {
        CountDownLatch never = new CountDownLatch(1);
        Concerns concerns = of(
                own("throwing", () -> {
                    throw new IllegalStateException("the database is gone");
                }),
                own("hanging", () -> {
                    never.await();
                    return List.of();
                }),
                own("fine", () -> List.of(STALE)));

        assertThat(concerns.own())
                .extracting(Problem::message)
                .satisfiesExactly(
                        thrown -> assertThat(thrown).contains("'throwing'", "the database is gone"),
                        hung -> assertThat(hung).contains("'hanging'", "within 300 ms"),
                        said -> assertThat(said).isEqualTo("The data is old"));
    }

    @Test
    void healthIsDegradedAndNeverDownWhileThereIsSomethingToAttendTo() {
        assertThat(new VettingHealth(List.of(own("a", List::of))).indicate().status())
                .isEqualTo(HealthStatus.UP);

        var ill = new VettingHealth(List.of(own("a", () -> List.of(STALE)))).indicate();

        assertThat(ill.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(ill.message()).isEqualTo("The data is old");
    }
}
