package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.JobRecords;
import dev.pergola.store.JobRecords.Content;
import dev.pergola.store.JobRecords.Ending;
import dev.pergola.store.JobRecords.Filter;
import dev.pergola.store.JobRecords.Held;
import dev.pergola.store.JobRecords.JobRecord;
import dev.pergola.store.JobRecords.Order;
import dev.pergola.store.JobRecords.Outcome;
import dev.pergola.store.JobRecords.Postponement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R33, R34. */
class SqlJobRecordsTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-01-01T00:00:00.000001Z");
    static final Instant LATER = THEN.plusSeconds(60);
    static final Instant DEADLINE = THEN.plusSeconds(3600);
    static final Outcome FAILED =
            new Outcome("x-1", "failed", "It broke", "java.io.IOException", "", "1.2.0", 1500, 700, 64);

    JobRecords jobs;

    @BeforeEach
    void services() {
        jobs = new SqlJobRecords(database);
    }

    static Order order(String id, String plugin, String key) {
        return new Order(
                id, plugin, "COUNT", "1.2.0", "ada", 70, 5_000, 3_600_000, 3, 1_000, 2.5, 60_000, key, "digest", THEN);
    }

    static Content content(Map<String, Object> input) {
        return new Content(input, Map.of("user", "ada"), Map.of());
    }

    private void add(String id) {
        assertThat(jobs.add(order(id, "words", ""), content(Map.of("n", 1)), THEN, DEADLINE))
                .isTrue();
    }

    private JobRecord job(String id) {
        return jobs.find(id).orElseThrow();
    }

    private Held begun(String id) {
        assertThat(jobs.begin(job(id).held(), "node", THEN)).isTrue();
        return job(id).held();
    }

    private Ending succeeded(Map<String, Object> output) {
        return new Ending("succeeded", 0, "", new Outcome("x-1", "success", "", "", "", "1.2.0", 9, 8, 7), output);
    }

    private long entries(String condition) {
        return database.call(
                "count entries",
                handle -> handle.createQuery("select count(*) from scheduled_tasks where " + condition)
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void jobsAreCountedByTheirStatus() {
        assertThat(jobs.byStatus()).isEmpty();
        add("j1");
        add("j2");
        begun("j2");
        add("j3");

        assertThat(jobs.byStatus()).isEqualTo(Map.of("queued", 2L, "running", 1L));
    }

    @Test
    void aJobIsKeptWithItsEntryForTheScheduler() {
        Order order = order("j1", "words", "once");
        assertThat(jobs.add(order, content(Map.of("text", "a b")), THEN, DEADLINE))
                .isTrue();
        jobs = new SqlJobRecords(reopen());
        JobRecord kept = job("j1");
        assertThat(kept.order()).isEqualTo(order);
        assertThat(kept.outcome()).isEqualTo(Outcome.NONE);
        assertThat(kept.held()).isEqualTo(new Held("j1", 0, ""));
        assertThat(kept.state().status()).isEqualTo("queued");
        assertThat(kept.state().dueAt()).isEqualTo(THEN);
        assertThat(kept.state().deadlineAt()).isEqualTo(DEADLINE);
        assertThat(kept.state().startedAt()).isEmpty();
        assertThat(kept.state().finishedAt()).isEmpty();
        assertThat(jobs.content("j1")).isEqualTo(content(Map.of("text", "a b")));
        assertThat(entries("task_name = 'job' and picked = false and priority = 70 and task_instance ="
                        + " (select entry from jobs where id = 'j1')"))
                .isEqualTo(1);
        assertThat(jobs.find("j2")).isEmpty();
        assertThat(jobs.content("j2").input()).isEmpty();
    }

    @Test
    void aKeyIsGivenOnceForEachPlugin() {
        assertThat(jobs.add(order("a", "words", "k"), content(Map.of()), THEN, DEADLINE))
                .isTrue();
        assertThat(jobs.add(order("b", "words", "k"), content(Map.of()), THEN, DEADLINE))
                .isFalse();
        assertThat(jobs.add(order("c", "other", "k"), content(Map.of()), THEN, DEADLINE))
                .isTrue();
        assertThat(jobs.withKey("words", "k")).map(job -> job.order().id()).contains("a");
        assertThat(jobs.withKey("words", "l")).isEmpty();
        assertThat(jobs.find("b")).isEmpty();
        assertThat(entries("true")).isEqualTo(2);
        add("d");
        add("e");
        assertThat(jobs.unfinished()).as("no key is no key that two have").isEqualTo(4);
    }

    @Test
    void whatIsTooLargeOrTooLongIsRefusedWithWhatToDo() {
        Content large = content(Map.of("text", "x".repeat(JobRecords.MOST_BYTES)));
        assertThatThrownBy(() -> jobs.add(order("a", "words", ""), large, THEN, DEADLINE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("input of a job", "8388608", "file");
        assertThatThrownBy(() -> jobs.add(order("a", "words", "k".repeat(256)), content(Map.of()), THEN, DEADLINE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idempotency key");
        assertThat(jobs.unfinished()).isZero();
    }

    @Test
    void anAttemptIsBegunReportedAndEnded() {
        add("a");
        Held held = begun("a");
        assertThat(held).isEqualTo(new Held("a", 1, "node"));
        assertThat(job("a").state().startedAt()).contains(THEN);
        assertThat(jobs.report(held, 0.25, "a quarter")).isTrue();
        assertThat(job("a").state().progress()).isEqualTo(0.25);
        assertThat(job("a").state().message()).isEqualTo("a quarter");
        assertThat(jobs.finish(held, succeeded(Map.of("words", 3)), LATER, DEADLINE))
                .isTrue();
        JobRecord ended = job("a");
        assertThat(ended.state().status()).isEqualTo("succeeded");
        assertThat(ended.state().progress()).isEqualTo(1);
        assertThat(ended.state().worker()).isEmpty();
        assertThat(ended.state().finishedAt()).contains(LATER);
        assertThat(ended.state().expiresAt()).contains(DEADLINE);
        assertThat(jobs.content("a").output()).isEqualTo(Map.of("words", 3));
        assertThat(jobs.unfinished()).isZero();
    }

    /** A worker that was given up for dead, and was not, changes nothing of what another does by now. */
    @Test
    void onlyWhoHoldsAJobChangesIt() {
        add("a");
        Held first = begun("a");
        assertThat(jobs.begin(first, "other", LATER)).isTrue();
        Held second = job("a").held();
        assertThat(second).isEqualTo(new Held("a", 2, "other"));
        assertThat(jobs.begin(first, "node", LATER)).isFalse();
        assertThat(jobs.report(first, 0.5, "")).isFalse();
        assertThat(jobs.postpone(first, new Postponement("waiting_retry", 1, LATER, "", FAILED)))
                .isFalse();
        assertThat(jobs.finish(first, succeeded(Map.of()), LATER, DEADLINE)).isFalse();
        assertThat(jobs.requestCancel(first)).isFalse();
        assertThat(jobs.finish(second, succeeded(Map.of()), LATER, DEADLINE)).isTrue();
        assertThat(jobs.finish(second, succeeded(Map.of()), LATER, DEADLINE))
                .as("it has ended")
                .isFalse();
    }

    @Test
    void aJobIsPutBackWithWhatCameOfTheAttempt() {
        add("a");
        assertThat(jobs.postpone(begun("a"), new Postponement("waiting_retry", 1, LATER, "again", FAILED)))
                .isTrue();
        JobRecord waiting = job("a");
        assertThat(waiting.state().status()).isEqualTo("waiting_retry");
        assertThat(waiting.state().failures()).isEqualTo(1);
        assertThat(waiting.state().dueAt()).isEqualTo(LATER);
        assertThat(waiting.state().message()).isEqualTo("again");
        assertThat(waiting.outcome()).isEqualTo(FAILED);
        assertThat(waiting.held()).isEqualTo(new Held("a", 1, ""));
    }

    @Test
    void aJobThatEndsWhileItWaitsLeavesNoEntry() {
        add("a");
        add("b");
        Ending cancelled = new Ending("cancelled", 0, "by ada", Outcome.NONE, Map.of());
        assertThat(jobs.finish(job("a").held(), cancelled, LATER, DEADLINE)).isTrue();
        assertThat(entries("true")).isEqualTo(1);
        database.run(
                "pick",
                handle -> handle.createUpdate("update scheduled_tasks set picked = true")
                        .execute());
        assertThat(jobs.finish(job("b").held(), cancelled, LATER, DEADLINE)).isTrue();
        assertThat(entries("true")).as("the scheduler removes what it is at").isEqualTo(1);
    }

    @Test
    void aJobThatHasEndedCanWaitOnceMoreAndHasAnotherEntryThen() {
        add("a");
        String before = job("a").state().entry();
        assertThat(jobs.requeue(job("a").held(), LATER, DEADLINE)).as("not yet").isFalse();
        Held held = begun("a");
        jobs.finish(held, new Ending("failed", 1, "", FAILED, Map.of()), LATER, DEADLINE);
        Instant newDeadline = DEADLINE.plusSeconds(9);
        assertThat(jobs.requeue(job("a").held(), LATER, newDeadline)).isTrue();
        JobRecord again = job("a");
        assertThat(again.state().status()).isEqualTo("queued");
        assertThat(again.state().failures()).isZero();
        assertThat(again.state().attempt()).isEqualTo(1);
        assertThat(again.state().finishedAt()).isEmpty();
        assertThat(again.state().deadlineAt()).isEqualTo(newDeadline);
        assertThat(again.state().entry()).isNotEqualTo(before);
        assertThat(entries("task_instance = (select entry from jobs where id = 'a')"))
                .isEqualTo(1);
    }

    @Test
    void whatAWorkerLeftBehindIsFreed() {
        add("a");
        add("b");
        begun("a");
        database.run(
                "pick",
                handle -> handle.createUpdate(
                                "update scheduled_tasks set picked = true, picked_by = 'node' where task_instance like 'a:%'")
                        .execute());
        assertThat(jobs.release("other")).isZero();
        assertThat(jobs.release("node")).isEqualTo(1);
        assertThat(job("a").state().status()).isEqualTo("queued");
        assertThat(job("a").state().lost()).isEqualTo(1);
        assertThat(job("b").state().lost()).isZero();
        assertThat(entries("picked = false and picked_by is null")).isEqualTo(2);
    }

    @Test
    void whatIsQueuedForLaterIsHastenedAndWhatWaitsAfterAFailureIsNot() {
        for (String id : List.of("a", "b")) add(id);
        jobs.postpone(begun("a"), new Postponement("queued", 0, DEADLINE, "not active", Outcome.NONE));
        jobs.postpone(begun("b"), new Postponement("waiting_retry", 1, DEADLINE, "failed", FAILED));
        database.run(
                "as the scheduler does",
                handle -> handle.createUpdate("update scheduled_tasks set execution_time = :time")
                        .bind("time", DEADLINE)
                        .execute());
        assertThat(jobs.hasten("other", LATER)).isZero();
        assertThat(jobs.hasten("words", LATER)).isEqualTo(1);
        assertThat(job("a").state().dueAt()).isEqualTo(LATER);
        assertThat(job("b").state().dueAt()).isEqualTo(DEADLINE);
        assertThat(entries("execution_time = (select due_at from jobs where id = 'a')"))
                .isEqualTo(1);
    }

    @Test
    void whereTheClockIsSetBackWhatWaitsComesAsMuchEarlierButNotBeforeNow() {
        for (String id : List.of("soon", "late", "runs")) add(id);
        jobs.postpone(begun("soon"), new Postponement("queued", 0, LATER, "not active", Outcome.NONE));
        jobs.postpone(begun("late"), new Postponement("waiting_retry", 1, DEADLINE, "failed", FAILED));
        begun("runs");
        database.run(
                "as the scheduler does",
                handle -> handle.createUpdate("update scheduled_tasks set execution_time ="
                                + " (select due_at from jobs where entry = task_instance)")
                        .execute());
        Instant now = THEN.minusSeconds(600);

        assertThat(jobs.setBack(Duration.ofMinutes(15).plusMillis(7), now)).isEqualTo(2);

        assertThat(job("soon").state().dueAt()).isEqualTo(now);
        assertThat(job("late").state().dueAt())
                .isEqualTo(DEADLINE.minusSeconds(900).minusMillis(7));
        assertThat(job("runs").state().dueAt()).isEqualTo(THEN);
        for (String id : List.of("soon", "late"))
            assertThat(entries("execution_time = (select due_at from jobs where id = '" + id + "')"
                            + " and task_instance = (select entry from jobs where id = '" + id + "')"))
                    .as(id)
                    .isEqualTo(1);
        assertThat(jobs.setBack(Duration.ofDays(100_000), now.minusSeconds(60))).isEqualTo(2);
    }

    @Test
    void aJobIsOutrankedByOneOfAHigherPriorityThatIsDueAndThatNobodyIsAt() {
        add("a");
        assertThat(jobs.outranked(69, THEN)).isTrue();
        assertThat(jobs.outranked(70, THEN)).isFalse();
        assertThat(jobs.outranked(69, THEN.minusSeconds(1))).as("not due").isFalse();
        database.run(
                "pick",
                handle -> handle.createUpdate("update scheduled_tasks set picked = true")
                        .execute());
        assertThat(jobs.outranked(69, THEN)).isFalse();
    }

    @Test
    void whoRunsAJobIsToldThatItIsToEnd() {
        add("a");
        add("b");
        Held held = begun("a");
        begun("b");
        assertThat(jobs.cancelRequested("node")).isEmpty();
        assertThat(jobs.requestCancel(held)).isTrue();
        assertThat(jobs.cancelRequested("node")).containsExactly("a");
        assertThat(jobs.cancelRequested("other")).isEmpty();
    }

    @Test
    void jobsAreListedNewestFirstPageByPage() {
        for (String id : List.of("a", "b", "c", "d")) add(id);
        jobs.add(order("x", "other", ""), content(Map.of()), THEN, DEADLINE);
        begun("c");
        assertThat(ids(new Filter("", "", 0), 3)).containsExactly("x", "d", "c");
        assertThat(ids(new Filter("", "", job("c").state().seq()), 3)).containsExactly("b", "a");
        assertThat(ids(new Filter("words", "queued", 0), 10)).containsExactly("d", "b", "a");
        assertThat(ids(new Filter("words", "running", 0), 10)).containsExactly("c");
        assertThat(ids(new Filter("nobody", "", 0), 10)).isEmpty();
    }

    private List<String> ids(Filter filter, int limit) {
        return jobs.list(filter, limit).stream().map(job -> job.order().id()).toList();
    }

    @Test
    void aResultThatIsTooLargeIsNotKeptAndThatIsSaid() {
        add("a");
        jobs.finish(begun("a"), succeeded(Map.of("x", "x".repeat(JobRecords.MOST_BYTES))), LATER, DEADLINE);
        assertThat(jobs.content("a").output()).isEmpty();
        assertThat(job("a").state().message()).contains("not kept", "8388608");
    }

    @Test
    void pruningRemovesWhatHasExpiredAndNeverWhatHasNotEnded() {
        for (String id : List.of("old", "young", "waiting")) add(id);
        jobs.finish(begun("old"), succeeded(Map.of()), THEN, LATER);
        jobs.finish(begun("young"), succeeded(Map.of()), THEN, DEADLINE);
        assertThat(jobs.prune(LATER, 100)).isZero();
        assertThat(jobs.prune(LATER.plus(Duration.ofMillis(1)), 100)).isEqualTo(1);
        assertThat(jobs.find("old")).isEmpty();
        assertThat(jobs.prune(LATER, 0)).as("too many").isEqualTo(1);
        assertThat(ids(new Filter("", "", 0), 10)).containsExactly("waiting");
        assertThat(jobs.find("waiting")).map(job -> job.state().finishedAt()).contains(Optional.empty());
    }
}
