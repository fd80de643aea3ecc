package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.Deployment;
import dev.pergola.store.Deployment.Outcome;
import dev.pergola.store.DeploymentJournal;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R27. */
class SqlDeploymentJournalTest extends StoreTest {
    DeploymentJournal journal;

    @BeforeEach
    void services() {
        journal = new SqlDeploymentJournal(database);
    }

    private Deployment begin(String plugin, String digest, String source) {
        return journal.begin(new Deployment(
                77,
                "update",
                plugin,
                "1.0.0",
                "1.1.0",
                digest,
                source,
                "stage",
                Outcome.COMMITTED,
                "",
                Instant.EPOCH,
                Instant.EPOCH));
    }

    @Test
    void aDeploymentIsPendingUntilItEnds() {
        Deployment begun = begin("a", "d1", "/plugins/a.jar");
        assertThat(begun.outcome()).isEqualTo(Outcome.PENDING);
        assertThat(begun.startedAt())
                .isEqualTo(begun.finishedAt())
                .isAfter(Instant.now().minusSeconds(60));
        assertThat(journal.pending()).containsExactly(begun);

        journal.step(begun.id(), "resolve");
        assertThat(journal.pending()).extracting(Deployment::step).containsExactly("resolve");

        journal.finish(begun.id(), Outcome.ROLLED_BACK, "it did not start");
        assertThat(journal.pending()).isEmpty();
        Deployment ended = journal.latest("a", "d1").orElseThrow();
        assertThat(ended.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ended.detail()).isEqualTo("it did not start");
        assertThat(ended.step()).isEqualTo("resolve");
        assertThat(ended.finishedAt()).isAfterOrEqualTo(ended.startedAt());
    }

    @Test
    void whatACrashCutOffIsPendingAtTheNextStartOldestFirst() {
        Deployment first = begin("a", "d1", "s");
        Deployment second = begin("b", "d2", "s");
        journal.step(second.id(), "install");
        journal = new SqlDeploymentJournal(reopen());
        assertThat(journal.pending())
                .extracting(Deployment::id, Deployment::step)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(first.id(), "stage"),
                        org.assertj.core.groups.Tuple.tuple(second.id(), "install"));
    }

    @Test
    void theLatestIsFoundByPluginByJarAndBySource() {
        Deployment one = begin("a", "d1", "/x.jar");
        Deployment two = begin("a", "d1", "/y.jar");
        Deployment three = begin("b", "d1", "/x.jar");
        assertThat(journal.of("a", 10)).containsExactly(two, one);
        assertThat(journal.of("a", 1)).containsExactly(two);
        assertThat(journal.latest("a", "d1")).contains(two);
        assertThat(journal.latest("a", "d9")).isEmpty();
        assertThat(journal.latestFrom("/x.jar")).contains(three);
        assertThat(journal.latestFrom("/z.jar")).isEmpty();
        assertThat(journal.recent(2)).containsExactly(three, two);
        assertThat(journal.recent(0)).isEmpty();
        assertThat(journal.recent(-1)).isEmpty();
        assertThat(journal.recent(Integer.MAX_VALUE)).hasSize(3);
    }

    @Test
    void whatHasEndedStaysAsItEnded() {
        Deployment begun = begin("a", "d1", "s");
        journal.finish(begun.id(), Outcome.COMMITTED, "done");
        assertThatThrownBy(() -> journal.finish(begun.id(), Outcome.ROLLED_BACK, "no"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended");
        assertThatThrownBy(() -> journal.step(begun.id(), "start")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> journal.step(4711, "start")).hasMessageContaining("4711");
        assertThat(journal.latest("a", "d1").orElseThrow().outcome()).isEqualTo(Outcome.COMMITTED);
    }

    @Test
    void aDeploymentCannotEndAsPending() {
        Deployment begun = begin("a", "d1", "s");
        assertThatThrownBy(() -> journal.finish(begun.id(), Outcome.PENDING, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDetailWithoutEndIsCut() {
        Deployment begun = begin("a", "d1", "s");
        journal.finish(begun.id(), Outcome.REFUSED, "y".repeat(1_000_000) + "\0");
        assertThat(journal.latest("a", "d1").orElseThrow().detail())
                .hasSize(16384)
                .endsWith("y…");
    }
}
