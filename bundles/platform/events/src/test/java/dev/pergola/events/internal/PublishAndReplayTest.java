package dev.pergola.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents.PluginBus;
import dev.pergola.store.internal.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** R224. */
class PublishAndReplayTest extends EventsTest {
    final List<Event> heard = new CopyOnWriteArrayList<>();

    @Test
    void publishRecordsBeforeItReturns() {
        Event event = events.publish("pergola/plugin/state/ACTIVE", Map.of("id", "a"));
        assertThat(event.position()).isEqualTo(1);
        assertThat(event.source()).isEqualTo("pergola");
        assertThat(events.history(0, "*", 10)).containsExactly(event);
        assertThat(events.position()).isEqualTo(1);
    }

    @Test
    void inATransactionItIsDeliveredOnlyOnceThatHasCommitted() {
        events.bus().on("*", heard::add);
        List<Event> other = new CopyOnWriteArrayList<>();
        store.transactions().inTransaction(() -> {
            events.publish("pergola/a", Map.of());
            store.states().put("p", "k", Map.of(), 1_000);
            // Wakes the dispatcher, which must not see what is not committed.
            events.busFor("x").on("*", other::add);
            LockSupport.parkNanos(50_000_000);
            assertThat(heard).isEmpty();
        });
        await().untilAsserted(() -> assertThat(heard).extracting(Event::topic).containsExactly("pergola/a"));
    }

    @Test
    void aTransactionThatRollsBackPublishesNothing() {
        events.bus().on("*", heard::add);
        assertThatThrownBy(() -> store.transactions().inTransaction(() -> {
                    events.publish("pergola/never", Map.of());
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        Event next = events.publish("pergola/next", Map.of());
        await().untilAsserted(() -> assertThat(heard).containsExactly(next));
        assertThat(next.position()).isEqualTo(1);
        assertThat(events.history(0, "*", 10)).containsExactly(next);
    }

    @Test
    void aSubscriptionMadeInATransactionThatRollsBackMissesNothing() {
        assertThatThrownBy(() -> store.transactions().inTransaction(() -> {
                    events.publish("pergola/never", Map.of());
                    events.bus().on("*", heard::add);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        Event next = events.publish("pergola/next", Map.of());
        await().untilAsserted(() -> assertThat(heard).containsExactly(next));
    }

    @Test
    void historyGivesWhatMatches() {
        for (String topic : List.of("pergola/a", "pergola/b", "pergola/a/x", "pergola/a")) {
            events.publish(topic, Map.of());
        }
        assertThat(events.history(0, "pergola/a", 10))
                .extracting(Event::position)
                .containsExactly(1L, 4L);
        assertThat(events.history(1, "pergola/a", 10))
                .extracting(Event::position)
                .containsExactly(4L);
        assertThat(events.history(0, "pergola/a/*", 10))
                .extracting(Event::position)
                .containsExactly(3L);
        assertThat(events.history(0, "*", 2)).extracting(Event::position).containsExactly(1L, 2L);
        assertThat(events.history(9, "*", 2)).isEmpty();
        assertThat(events.history(0, "*", -1)).isEmpty();
    }

    @Test
    void historySurvivesARestart() {
        Event event = events.publish("pergola/a", Map.of("n", 1));
        stop();
        start();
        assertThat(events.history(0, "*", 10)).containsExactly(event);
        assertThat(events.position()).isEqualTo(1);
        List<Event> live = new CopyOnWriteArrayList<>();
        events.bus().on("*", live::add);
        Event next = events.publish("pergola/b", Map.of());
        await().untilAsserted(() -> assertThat(live).containsExactly(next));
        assertThat(next.position()).isEqualTo(2);
    }

    @Test
    void aReplayGoesFromHistoryToThePresentWithoutAGapOrARepetition() throws InterruptedException {
        for (int i = 0; i < 300; i++) events.bus().emit("t/" + i % 2, Map.of("i", i));
        AtomicBoolean running = new AtomicBoolean(true);
        List<Thread> senders = IntStream.range(0, 3)
                .mapToObj(s -> new Thread(() -> {
                    PluginBus bus = events.busFor("sender" + s);
                    for (int i = 0; running.get(); i++) {
                        if (i % 5 == 0) events.publish("t/1", Map.of());
                        else join(bus.emit("t/" + i % 2, Map.of()));
                    }
                }))
                .toList();
        senders.forEach(Thread::start);
        List<List<Event>> replays = new ArrayList<>();
        for (int r = 0; r < 5; r++) {
            List<Event> replayed = new CopyOnWriteArrayList<>();
            replays.add(replayed);
            events.replay(r * 10L, r == 4 ? "t/1" : "*", replayed::add);
            LockSupport.parkNanos(40_000_000);
        }
        running.set(false);
        for (Thread sender : senders) sender.join();
        long last = events.position();
        List<Long> ones =
                events.history(40, "t/1", 10_000).stream().map(Event::position).toList();
        for (int r = 0; r < 4; r++) {
            List<Event> replayed = replays.get(r);
            long first = r * 10L + 1;
            await().untilAsserted(() -> assertThat(replayed)
                    .extracting(Event::position)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(first, last).boxed().toList()));
        }
        await().untilAsserted(() ->
                assertThat(replays.get(4)).extracting(Event::position).containsExactlyElementsOf(ones));
    }

    @Test
    void aReplayLosesNothingHoweverSlowItsHandlerIs() {
        List<Long> slow = new CopyOnWriteArrayList<>();
        events.replay(0, "*", event -> {
            if (event.position() == 1) LockSupport.parkNanos(300_000_000);
            slow.add(event.position());
        });
        int sent = Backlog.CAPACITY * 10;
        for (int i = 0; i < sent; i++) events.bus().emit("x", Map.of());
        await().untilAsserted(() -> assertThat(slow)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, sent).boxed().toList()));
    }

    @Test
    void aReplayThatIsClosedHearsNoMore() {
        Subscription replay = events.replay(0, "*", heard::add);
        events.publish("pergola/a", Map.of());
        await().untilAsserted(() -> assertThat(heard).hasSize(1));
        replay.close();
        List<Event> others = new CopyOnWriteArrayList<>();
        events.replay(0, "*", others::add);
        events.publish("pergola/b", Map.of());
        await().untilAsserted(() -> assertThat(others).hasSize(2));
        assertThat(heard).hasSize(1);
    }

    @Test
    void oldEventsAreRemovedAtTheStart() {
        store.outbox()
                .append(List.of(
                        new Event(0, "old", "x", Instant.now().minus(Duration.ofDays(8)), Map.of()),
                        new Event(0, "new", "x", Instant.now().minus(Duration.ofDays(6)), Map.of())));
        stop();
        start();
        await().untilAsserted(() ->
                assertThat(events.history(0, "*", 10)).extracting(Event::topic).containsExactly("new"));
        assertThat(events.position()).isEqualTo(2);
    }

    @Test
    void whatCannotBeRecordedFailsItsStageAndThePublisher() {
        store.close();
        assertThatThrownBy(() -> join(events.bus().emit("x", Map.of())))
                .hasCauseInstanceOf(dev.pergola.store.StoreException.class);
        assertThatThrownBy(() -> events.publish("pergola/x", Map.of()))
                .isInstanceOf(dev.pergola.store.StoreException.class);
        store = new TestStore(data);
    }
}
