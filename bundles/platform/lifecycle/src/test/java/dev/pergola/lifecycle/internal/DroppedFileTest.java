package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.DroppedFile.Stamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DroppedFileTest {
    private static final Stamp ONE = new Stamp(1, 1, null);
    private static final Stamp OTHER = new Stamp(2, 1, null);

    private final DroppedFile file = new DroppedFile();

    @Test
    void aTurnIsArrangedOnceAndOnceMoreForWhatHappensMeanwhile() {
        assertThat(file.due()).isTrue();
        assertThat(file.due()).as("it is arranged already").isFalse();

        assertThat(file.continues(false)).as("something happened in between").isTrue();
        assertThat(file.isQueued()).isTrue();
        assertThat(file.continues(false)).isFalse();
        assertThat(file.isQueued()).isFalse();
        assertThat(file.due()).isTrue();
    }

    @Test
    void oneThatIsNotReadyYetGoesOn() {
        file.due();

        assertThat(file.continues(true)).isTrue();
        assertThat(file.continues(false)).isFalse();
    }

    @Test
    void whatHasBeenDealtWithIsNoNewsUntilItChanges() {
        assertThat(file.isNews(ONE)).isTrue();
        assertThat(file.isNews(ONE)).as("nobody has dealt with it").isTrue();
        file.settled();

        assertThat(file.isNews(ONE)).isFalse();
        assertThat(file.isNews(OTHER)).isTrue();
        file.settled();
        file.unsettled();
        assertThat(file.isNews(OTHER)).isTrue();
    }

    @Test
    void theWaitsGetLongerAndBeginAnewWithEachChange() {
        file.isNews(ONE);

        assertThat(Stream.generate(file::nextWait).limit(7).map(Duration::toMillis))
                .containsExactly(10L, 20L, 40L, 80L, 160L, 250L, 250L);
        file.isNews(OTHER);
        assertThat(file.nextWait()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void oneThatIsGoneForSomeTimeIsForgotten() {
        file.isNews(ONE);
        file.settled();
        file.report(report(Outcome.DONE));

        assertThat(file.goneFor(Duration.ofMillis(50))).isFalse();
        assertThat(file.report()).isPresent();
        await().pollInterval(Duration.ofMillis(5)).until(() -> file.goneFor(Duration.ofMillis(50)));

        assertThat(file.report()).isEmpty();
        assertThat(file.isNews(ONE)).isTrue();
    }

    @Test
    void whatItWasRefusedForIsKnown() {
        assertThat(file.refusedFor(Set.of("conflict"))).isFalse();
        file.report(report(Outcome.REFUSED, new Problem("conflict", "It cannot run beside it", "")));

        assertThat(file.refusedFor(Set.of("conflict", "duplicate"))).isTrue();
        assertThat(file.refusedFor(Set.of("duplicate"))).isFalse();
        file.report(report(Outcome.FAILED, new Problem("conflict", "It cannot run beside it", "")));
        assertThat(file.refusedFor(Set.of("conflict"))).isFalse();
    }

    @Test
    void aFileThatIsWrittenToLooksDifferent(@TempDir Path folder) throws Exception {
        Path path = Files.writeString(folder.resolve("a.jar"), "one");
        Stamp before = Stamp.of(path);

        assertThat(Stamp.of(path)).isEqualTo(before);
        Files.writeString(path, "three");
        assertThat(Stamp.of(path)).isNotEqualTo(before);
    }

    private static DeploymentReport report(Outcome outcome, Problem... problems) {
        return new DeploymentReport(
                1, "install", "sample", "", "1.0.0", outcome, List.of(), List.of(problems), Duration.ZERO);
    }
}
