package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.SandboxUsage;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.ExecutionRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R134, R208. */
class SqlLogsTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    ExecutionLog calls;
    AuditLog audit;

    @BeforeEach
    void services() {
        calls = new SqlExecutionLog(database);
        audit = new SqlAuditLog(database);
    }

    static ExecutionRecord call(String id, String plugin, Instant startedAt) {
        return new ExecutionRecord(
                id,
                plugin,
                "1.0.0",
                "TaskProcessor",
                "WordCount",
                "WORD_COUNT",
                "success",
                startedAt,
                new ResourceUsage(Duration.of(1_500, ChronoUnit.MICROS), Duration.of(900, ChronoUnit.MICROS), 4_096),
                Map.of("text", "a b"),
                Map.of("words", 2),
                "",
                "token:admin");
    }

    @Test
    void callsAreReadAsTheyWereRecordedNewestFirst() {
        ExecutionRecord one = call("1", "a", THEN);
        ExecutionRecord two = call("2", "b", THEN.plusSeconds(1));
        ExecutionRecord three = call("3", "a", THEN.plusSeconds(2));
        calls.append(List.of(one, two));
        calls.append(List.of(three));
        calls.append(List.of());
        calls = new SqlExecutionLog(reopen());
        assertThat(calls.find("2")).contains(two);
        assertThat(calls.find("9")).isEmpty();
        assertThat(calls.recent("a", 10)).containsExactly(three, one);
        assertThat(calls.recent("", 2)).containsExactly(three, two);
    }

    @Test
    void whatTheSandboxOfACallUsedIsReadAsItWasRecorded() {
        ExecutionRecord inProcess = call("1", "a", THEN);
        ResourceUsage usage = new ResourceUsage(
                Duration.ofMillis(7), Duration.ofMillis(5), 64, Optional.of(new SandboxUsage(100, 20, 3, 0)));
        ExecutionRecord contained =
                new ExecutionRecord("2", "a", "1", "T", "e", "o", "success", THEN, usage, Map.of(), Map.of(), "", "c");
        calls.append(List.of(inProcess, contained));
        assertThat(calls.find("1").orElseThrow().usage().sandbox()).isEmpty();
        assertThat(calls.find("2").orElseThrow().usage()).isEqualTo(usage);
    }

    @Test
    void aCallThatIsRecordedTwiceIsThereOnce() {
        calls.append(List.of(call("1", "a", THEN)));
        calls.append(List.of(call("1", "a", THEN), call("2", "a", THEN)));
        assertThat(calls.recent("a", 10)).hasSize(2);
    }

    @Test
    void aCallWithHostileDataIsRecordedAllTheSame() {
        ExecutionRecord call = new ExecutionRecord(
                "1",
                "p".repeat(300),
                "1",
                "T",
                "E\uD800",
                "o\0",
                "failed",
                THEN,
                ResourceUsage.NONE,
                Map.of("nan", Double.NaN, "half", "\uDC00", "nul", "\0"),
                Map.of("huge", "x".repeat(SqlExecutionLog.MAX_DATA_BYTES)),
                "e".repeat(100_000),
                "c");
        calls.append(List.of(call));
        ExecutionRecord read = calls.find("1").orElseThrow();
        assertThat(read.pluginId()).hasSize(255);
        assertThat(read.extension()).isEqualTo("E\uFFFD");
        assertThat(read.operation()).isEqualTo("o\uFFFD");
        assertThat(read.error()).hasSize(16384);
        assertThat(read.input())
                .containsEntry("nan", "NaN")
                .containsEntry("half", "\uFFFD")
                .containsEntry("nul", "\0");
        assertThat(read.output()).containsOnlyKeys("omitted");
    }

    @Test
    void pruneLeavesNoMoreCallsThanAskedHoweverYoung() {
        calls.append(
                IntStream.range(0, 50).mapToObj(i -> call("c" + i, "a", THEN)).toList());
        assertThat(calls.prune(THEN, 2)).isEqualTo(48);
        assertThat(calls.recent("", 10)).extracting(ExecutionRecord::id).containsExactly("c49", "c48");
    }

    @Test
    void pruneRemovesOldCallsHoweverMany() {
        calls.append(IntStream.range(0, 6_000)
                .mapToObj(i -> call("old" + i, "a", THEN))
                .toList());
        calls.append(List.of(call("new", "a", THEN.plusSeconds(10))));
        assertThat(calls.prune(THEN.plusSeconds(5), 10_000)).isEqualTo(6_000);
        assertThat(calls.recent("", 10)).extracting(ExecutionRecord::id).containsExactly("new");
        assertThat(calls.prune(THEN.plusSeconds(5), 10_000)).isZero();
    }

    @Test
    void theAuditLogTellsTheLatestOfASubjectOrOfAll() {
        audit.append(new AuditEntry(0, THEN, "ann", "plugin.install", "a", "ok", Map.of("version", "1.0.0")));
        audit.append(new AuditEntry(0, THEN, "pergola", "plugin.start", "b", "refused", Map.of()));
        audit.append(new AuditEntry(9, THEN, "plugin:a", "x".repeat(300), "a", "ok", Map.of("inf", 1 / 0.0)));
        audit = new SqlAuditLog(reopen());
        assertThat(audit.recent("a", 10)).extracting(AuditEntry::actor).containsExactly("plugin:a", "ann");
        assertThat(audit.recent("", 2)).extracting(AuditEntry::actor).containsExactly("plugin:a", "pergola");
        AuditEntry first = audit.recent("a", 10).get(1);
        assertThat(first)
                .isEqualTo(new AuditEntry(
                        first.id(), THEN, "ann", "plugin.install", "a", "ok", Map.of("version", "1.0.0")));
        assertThat(first.id()).isPositive();
    }
}
