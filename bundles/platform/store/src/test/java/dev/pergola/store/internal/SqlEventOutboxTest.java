package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.event.Event;
import dev.pergola.store.EventOutbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R224. */
class SqlEventOutboxTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-01-01T00:00:00.000001Z");

    EventOutbox outbox;

    @BeforeEach
    void services() {
        outbox = new SqlEventOutbox(database);
    }

    static Event event(String topic) {
        return new Event(0, topic, "test", THEN, Map.of("topic", topic));
    }

    @Test
    void eventsGetPositionsInOrderAndAreReadBackInIt() {
        assertThat(outbox.last()).isZero();
        List<Event> first = outbox.append(List.of(event("a"), event("b")));
        List<Event> second = outbox.append(List.of(event("c")));
        assertThat(outbox.append(List.of())).isEmpty();
        assertThat(first).extracting(Event::position).containsExactly(1L, 2L);
        assertThat(second).extracting(Event::position).containsExactly(3L);
        outbox = new SqlEventOutbox(reopen());
        assertThat(outbox.last()).isEqualTo(3);
        assertThat(outbox.after(0, 10)).containsExactly(first.get(0), first.get(1), second.get(0));
        assertThat(outbox.after(1, 1)).containsExactly(first.get(1));
        assertThat(outbox.after(3, 10)).isEmpty();
    }

    @Test
    void aRollbackLeavesNoGap() {
        outbox.append(List.of(event("a")));
        assertThatThrownBy(() -> database.inTransaction(() -> {
                    outbox.append(List.of(event("b")));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(outbox.append(List.of(event("c"))).get(0).position()).isEqualTo(2);
    }

    @Test
    void topicsAreSelectedByNameByPrefixOrAll() {
        for (String topic : List.of("a/b", "a/b/c", "a/b_c", "a/bxc", "a/b_c/d", "x")) {
            outbox.append(List.of(event(topic)));
        }
        assertThat(topics("*")).hasSize(6);
        assertThat(topics("a/b")).containsExactly("a/b");
        assertThat(topics("a/b/*")).containsExactly("a/b/c");
        assertThat(topics("a/b_c/*")).containsExactly("a/b_c/d");
        assertThat(topics("a/*")).containsExactly("a/b", "a/b/c", "a/b_c", "a/bxc", "a/b_c/d");
        assertThat(topics("%")).isEmpty();
        assertThat(outbox.after(2, "a/*", 2)).extracting(Event::position).containsExactly(3L, 4L);
    }

    private List<String> topics(String topic) {
        return outbox.after(0, topic, 100).stream().map(Event::topic).toList();
    }

    /** The reader goes by the highest position it has seen; a lower one that came to light later would be lost. */
    @Test
    void aReaderNeverMissesAnEventHoweverTheWritersOverlap() {
        int writers = 6;
        int each = 40;
        AtomicBoolean writing = new AtomicBoolean(true);
        CompletableFuture<List<Long>> reader = CompletableFuture.supplyAsync(() -> {
            List<Long> seen = new ArrayList<>();
            long position = 0;
            boolean last;
            do {
                last = !writing.get();
                for (Event event : outbox.after(position, 7)) {
                    seen.add(event.position());
                    position = event.position();
                }
            } while (!last || position < outbox.last());
            return seen;
        });
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            Concurrently.run(
                    threads,
                    IntStream.range(0, writers * each)
                            .<Runnable>mapToObj(i -> () -> database.inTransaction(() -> {
                                outbox.append(List.of(event("t/" + i)));
                                // The later it commits, the more others would overtake it.
                                LockSupport.parkNanos(
                                        ThreadLocalRandom.current().nextInt(500_000));
                            }))
                            .toList());
        } finally {
            writing.set(false);
            threads.shutdownNow();
        }
        assertThat(reader.join())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, (long) writers * each).boxed().toList());
    }

    @Test
    void pruneLeavesNoMoreThanAskedHoweverYoung() {
        outbox.append(IntStream.range(0, 12_000)
                .mapToObj(i -> new Event(0, "young", "test", THEN, Map.of()))
                .toList());
        assertThat(outbox.prune(THEN, 500)).isEqualTo(11_500);
        assertThat(outbox.after(0, 10_000))
                .hasSize(500)
                .last()
                .satisfies(event -> assertThat(event.position()).isEqualTo(12_000));
        assertThat(outbox.prune(THEN, 500)).isZero();
    }

    @Test
    void pruneRemovesTheOldAndKeepsTheCount() {
        outbox.append(IntStream.range(0, 5_001)
                .mapToObj(i -> new Event(0, "old", "test", THEN, Map.of()))
                .toList());
        outbox.append(List.of(new Event(0, "new", "test", THEN.plusSeconds(9), Map.of())));
        assertThat(outbox.prune(THEN.plusSeconds(5), 10_000)).isEqualTo(5_001);
        assertThat(outbox.after(0, 10)).extracting(Event::topic).containsExactly("new");
        assertThat(outbox.prune(THEN.plusSeconds(60), 10_000)).isEqualTo(1);
        outbox = new SqlEventOutbox(reopen());
        assertThat(outbox.last()).isEqualTo(5_002);
        assertThat(outbox.append(List.of(event("a"))).get(0).position()).isEqualTo(5_003);
    }

    @Test
    void dataThatJsonCannotSayIsMadeReadable() {
        outbox.append(List.of(new Event(0, "a", "test", THEN, Map.of("t", "\uD800"))));
        assertThat(outbox.after(0, 1).get(0).data()).isEqualTo(Map.of("t", "\uFFFD"));
    }

    @Test
    void aSourceTooLongIsRefused() {
        assertThatThrownBy(() -> outbox.append(List.of(new Event(0, "a", "s".repeat(256), THEN, Map.of()))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(outbox.last()).isZero();
    }
}
