package dev.pergola.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents.PluginBus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R217 to R219. */
class BusTest extends EventsTest {
    final List<Event> heard = new CopyOnWriteArrayList<>();

    private void awaitHeard(int count) {
        await().untilAsserted(() -> assertThat(heard).hasSize(count));
    }

    @Test
    void anEventReachesItsSubscribersOnceItIsDurable() {
        PluginBus a = events.busFor("a");
        events.busFor("b").on("a/done", heard::add);
        Event sent = join(a.emit("a/done", Map.of("n", 1)));
        assertThat(sent.position()).isEqualTo(1);
        assertThat(sent.source()).isEqualTo("a");
        assertThat(sent.data()).isEqualTo(Map.of("n", 1));
        assertThat(store.outbox().after(0, 10)).containsExactly(sent);
        awaitHeard(1);
        assertThat(heard).containsExactly(sent);
    }

    @Test
    void subscriptionsHearTheirTopicTheirPrefixOrAll() {
        EventBus bus = events.bus();
        Map<String, List<String>> byPattern = new HashMap<>();
        for (String pattern : List.of("x/y", "x/*", "*", "z")) {
            List<String> topics = new CopyOnWriteArrayList<>();
            byPattern.put(pattern, topics);
            bus.on(pattern, event -> topics.add(event.topic()));
        }
        for (String topic : List.of("x/y", "x/y/z", "x", "xx/y", "z")) bus.emit(topic, Map.of());
        await().untilAsserted(() -> assertThat(byPattern.get("*")).hasSize(5));
        await().untilAsserted(() -> assertThat(byPattern.get("z")).containsExactly("z"));
        assertThat(byPattern.get("x/y")).containsExactly("x/y");
        assertThat(byPattern.get("x/*")).containsExactly("x/y", "x/y/z");
        assertThat(byPattern.get("*")).containsExactly("x/y", "x/y/z", "x", "xx/y", "z");
    }

    @Test
    void eventsOfManySendersArriveInTheOrderOfTheirPositions() throws InterruptedException {
        events.busFor("hearer").on("*", heard::add);
        List<Thread> senders = IntStream.range(0, 6)
                .mapToObj(s -> new Thread(() -> {
                    PluginBus bus = events.busFor("sender" + s);
                    for (int i = 0; i < 60; i++) {
                        if (i % 3 == 0) events.publish("pergola/test", Map.of("s", s, "i", i));
                        else join(bus.emit("test", Map.of("s", s, "i", i)));
                    }
                }))
                .toList();
        senders.forEach(Thread::start);
        for (Thread sender : senders) sender.join();
        awaitHeard(360);
        assertThat(heard)
                .extracting(Event::position)
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.rangeClosed(1, 360).boxed().toList());
        for (int s = 0; s < 6; s++) {
            int sender = s;
            assertThat(heard)
                    .filteredOn(event -> event.data().get("s").equals(sender))
                    .extracting(event -> event.data().get("i"))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 60).<Object>mapToObj(i -> i).toList());
        }
    }

    @Test
    void onceHearsExactlyOneHoweverManyComeAtOnce() {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            events.bus().once("x", event -> calls.incrementAndGet());
        }
        events.bus().on("x", heard::add);
        for (int i = 0; i < 200; i++) events.bus().emit("x", Map.of("i", i));
        awaitHeard(200);
        await().untilAsserted(() -> assertThat(calls).hasValue(20));
        join(events.bus().emit("x", Map.of()));
        awaitHeard(201);
        assertThat(calls).hasValue(20);
    }

    @Test
    void onceThatIsClosedInTimeHearsNothing() {
        Subscription subscription = events.bus().once("x", heard::add);
        subscription.close();
        List<Event> others = new CopyOnWriteArrayList<>();
        events.bus().on("x", others::add);
        join(events.bus().emit("x", Map.of()));
        await().untilAsserted(() -> assertThat(others).hasSize(1));
        assertThat(heard).isEmpty();
    }

    @Test
    void offEndsEverySubscriptionOfThisHandlerToThisTopic() {
        PluginBus bus = events.busFor("a");
        PluginBus other = events.busFor("b");
        List<String> calls = new CopyOnWriteArrayList<>();
        Consumer<Event> handler = event -> calls.add("handler " + event.topic());
        bus.on("x", handler);
        bus.on("x", handler);
        bus.on("y", handler);
        other.on("x", event -> calls.add("other"));
        bus.off("x", handler);
        bus.off("nothing", handler);
        join(bus.emit("x", Map.of()));
        join(bus.emit("y", Map.of()));
        await().untilAsserted(() -> assertThat(calls).containsExactlyInAnyOrder("other", "handler y"));
    }

    @Test
    void afterAClosedSubscriptionNothingIsDelivered() {
        AtomicInteger afterClose = new AtomicInteger();
        for (int round = 0; round < 50; round++) {
            java.util.concurrent.atomic.AtomicBoolean closed = new java.util.concurrent.atomic.AtomicBoolean();
            Subscription subscription = events.bus().on("x", event -> {
                if (closed.get()) afterClose.incrementAndGet();
            });
            CompletionStage<Event> sent = null;
            for (int i = 0; i < 5; i++) sent = events.bus().emit("x", Map.of());
            join(sent);
            subscription.close();
            closed.set(true);
            subscription.close();
        }
        events.bus().on("x", heard::add);
        join(events.bus().emit("x", Map.of()));
        awaitHeard(1);
        assertThat(afterClose).hasValue(0);
    }

    @Test
    void aSubscriptionDoesNotHearWhatWasRecordedBeforeIt() {
        for (int i = 0; i < 20; i++) join(events.bus().emit("x", Map.of("old", i)));
        events.bus().on("x", heard::add);
        join(events.bus().emit("x", Map.of("new", 1)));
        awaitHeard(1);
        assertThat(heard.get(0).data()).containsKey("new");
    }

    @Test
    void aHandlerThatThrowsHearsTheNextEventAllTheSame() {
        events.busFor("bad").on("x", event -> {
            heard.add(event);
            int i = (int) event.data().get("i");
            if (i == 0) throw new IllegalStateException("expected in this test");
            if (i == 1) throw new StackOverflowError();
            if (i == 2) throw new Hostile();
            if (i == 3) throw new OutOfMemoryError("expected in this test");
            if (i == 4) Thread.currentThread().interrupt();
        });
        for (int i = 0; i < 7; i++) events.bus().emit("x", Map.of("i", i));
        awaitHeard(7);
    }

    /** Says nothing about itself but trouble. */
    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }

        @Override
        public synchronized Throwable getCause() {
            return this;
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no frames");
        }
    }

    @Test
    void whatAHandlerThrewCanBeLoggedWhateverItIs() {
        assertThat(Failure.of(new Hostile())).hasMessage(Hostile.class.getName() + ": no message");
        Failure failure = Failure.of(new IllegalStateException("x".repeat(9_999), new Exception("inner")));
        assertThat(failure.getMessage()).hasSizeLessThan(700);
        assertThat(failure.getCause()).hasMessageContaining("inner");
        assertThat(failure.toString()).startsWith("java.lang.IllegalStateException: xxx");
    }

    @Test
    void handlersThatHangHoldUpNobodyElse() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(4);
        PluginBus slow = events.busFor("slow");
        for (int i = 0; i < 8; i++) {
            slow.on("x", event -> {
                hanging.countDown();
                waitFor(release);
            });
        }
        events.busFor("fast").on("x", heard::add);
        for (int i = 0; i < 50; i++) join(slow.emit("x", Map.of("i", i)));
        awaitHeard(50);
        assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
        release.countDown();
    }

    @Test
    void handlersMayWaitForTheirOwnEvents() {
        PluginBus bus = events.busFor("a");
        for (int i = 0; i < 8; i++) {
            bus.on("question", event -> heard.add(join(bus.emit("answer", Map.of()))));
        }
        bus.emit("question", Map.of());
        awaitHeard(8);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aHandlerThatIsFarBehindStillHearsEverythingInOrder() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        List<Object> slowHeard = new CopyOnWriteArrayList<>();
        events.busFor("slow").on("x", event -> {
            first.countDown();
            waitFor(release);
            slowHeard.add(event.data().get("i"));
        });
        events.busFor("fast").on("x", heard::add);
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < Backlog.CAPACITY * 3; i++) {
            CompletionStage<Event> sent = events.bus().emit("x", Map.of("i", i));
            events.bus().emit("y", Map.of());
            if (i == 0) assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
            if (i % 100 == 0) join(sent);
            all.add(i);
        }
        awaitHeard(all.size());
        release.countDown();
        await().untilAsserted(() -> assertThat(slowHeard).containsExactlyElementsOf(all));
        join(events.bus().emit("x", Map.of("i", -1)));
        all.add(-1);
        await().untilAsserted(() -> assertThat(slowHeard).containsExactlyElementsOf(all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pergola", "pergola/plugin/state/ACTIVE"})
    void aPluginMayNotSendUnderThePlatformsTopics(String topic) {
        PluginBus bus = events.busFor("a");
        assertThatThrownBy(() -> join(bus.emit(topic, Map.of())))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("platform's");
        assertThat(join(events.bus().emit(topic, Map.of())).source()).isEqualTo("pergola");
        assertThat(join(bus.emit("pergolas", Map.of())).source()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "a b", "a/*/b", "**", "ä", "a*"})
    void topicsMustBeTopics(String topic) {
        EventBus bus = events.bus();
        assertThatThrownBy(() -> join(bus.emit(topic, Map.of()))).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus.on(topic, event -> {})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.history(0, topic, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.publish(topic, Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEventCannotBeSentToAPattern() {
        assertThatThrownBy(() -> join(events.bus().emit("a/*", Map.of())))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAnEventMayCarryIsBounded() {
        EventBus bus = events.busFor("a");
        int room = EventData.MAX_BYTES - "{\"t\":\"\"}".length() - 1;
        join(bus.emit("x", Map.of("t", "x".repeat(room))));
        assertThatThrownBy(() -> join(bus.emit("x", Map.of("t", "x".repeat(room + 2)))))
                .hasMessageContaining("262144 bytes");
        assertThatThrownBy(() -> join(bus.emit("x", Map.of("t", "é".repeat(room / 2 + 2)))))
                .hasMessageContaining("262144 bytes");
        assertThatThrownBy(() -> join(bus.emit("x", Map.of("t", List.of("\u0001".repeat(room / 6 + 2))))))
                .hasMessageContaining("262144 bytes");
        assertThatThrownBy(() -> join(bus.emit("x", Map.of("b", new byte[room * 3 / 4]))))
                .hasMessageContaining("262144 bytes");
        assertThatThrownBy(() -> join(bus.emit("x", Map.of("o", new Object()))))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.publish("x", Map.of("t", "x".repeat(room + 2))))
                .isInstanceOf(IllegalArgumentException.class);
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> join(bus.emit("x", Map.of("l", endless))))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dataThatChangesLaterChangesNothing() {
        events.bus().on("x", heard::add);
        Map<String, Object> data = new HashMap<>(Map.of("n", 1));
        CompletionStage<Event> sent = events.bus().emit("x", data);
        data.put("n", 2);
        assertThat(join(sent).data()).isEqualTo(Map.of("n", 1));
        awaitHeard(1);
        assertThat(heard.get(0).data()).isEqualTo(Map.of("n", 1));
    }

    @Test
    void aFloodIsToldThatItIsOne() {
        PluginBus bus = events.busFor("flood");
        List<CompletionStage<Event>> stages = new ArrayList<>();
        store.transactions().inTransaction(() -> {
            // Nothing else can be recorded until this transaction ends.
            events.publish("pergola/test", Map.of());
            for (int i = 0; i < 3_000; i++) stages.add(bus.emit("x", Map.of()));
        });
        AtomicInteger recorded = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        for (CompletionStage<Event> stage : stages) {
            try {
                join(stage);
                recorded.incrementAndGet();
            } catch (CompletionException e) {
                assertThat(e).hasMessageContaining("Too many events").hasMessageContaining("flood");
                refused.incrementAndGet();
            }
        }
        assertThat(recorded).hasValue(Recorder.CAPACITY / 8);
        assertThat(refused).hasValue(3_000 - Recorder.CAPACITY / 8);
        assertThat(join(bus.emit("x", Map.of())).position()).isEqualTo(Recorder.CAPACITY / 8 + 2);
    }

    @Test
    void whatHangsOnAStageRunsOnTheSendersThreadsOnly() {
        AtomicReference<String> thread = new AtomicReference<>("");
        PluginBus bus = events.busFor("mine");
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> dependent = new CompletableFuture<>();
        store.transactions().inTransaction(() -> {
            // Holds the recorder back until the dependent is attached.
            events.publish("pergola/test", Map.of());
            bus.emit("x", Map.of()).thenRun(() -> {
                thread.set(Thread.currentThread().getName());
                dependent.complete(null);
                waitFor(release);
            });
        });
        dependent.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(thread.get()).startsWith("pergola-events-mine-");
        join(bus.emit("x", Map.of()));
        release.countDown();
    }

    @Test
    void aStageIsCompletedByThePlatformAlone() {
        CompletionStage<Event> stage = events.bus().emit("x", Map.of());
        stage.toCompletableFuture().completeExceptionally(new IllegalStateException("mine"));
        assertThat(join(stage).topic()).isEqualTo("x");
    }

    @Test
    void subscriptionsAreBounded() {
        PluginBus bus = events.busFor("greedy");
        for (int i = 0; i < Bus.MAX_SUBSCRIPTIONS; i++) bus.on("x", event -> {});
        assertThatThrownBy(() -> bus.on("x", event -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("greedy has 1000 subscriptions");
        events.busFor("other").on("x", event -> {});
    }

    @Test
    void pluginIdsAreChecked() {
        assertThatThrownBy(() -> events.busFor("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.busFor("a".repeat(256))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.busFor("a\uD800")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyEventIsPostedToThePlainOsgiEventAdminInOrder() {
        Event first = events.publish("pergola/plugin/com.acme/STATE", Map.of("state", "ACTIVE", "position", "mine"));
        join(events.busFor("a").emit("a/b", Map.of("n", 1)));
        await().untilAsserted(() -> assertThat(posted).hasSize(2));
        assertThat(posted.get(0).getTopic()).isEqualTo("pergola/plugin/com_acme/STATE");
        assertThat(posted.get(0).getProperty("topic")).isEqualTo(first.topic());
        assertThat(posted.get(0).getProperty("position")).isEqualTo(first.position());
        assertThat(posted.get(0).getProperty("source")).isEqualTo("pergola");
        assertThat(posted.get(0).getProperty("time")).isEqualTo(first.time());
        assertThat(posted.get(0).getProperty("timestamp"))
                .isEqualTo(first.time().toEpochMilli());
        assertThat(posted.get(0).getProperty("state")).isEqualTo("ACTIVE");
        assertThat(posted.get(1).getTopic()).isEqualTo("a/b");
        assertThat(posted.get(1).getProperty("n")).isEqualTo(1);
    }
}
