package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.event.Event;
import dev.pergola.api.extension.EventListener;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EventDeliveryTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private TestRuntime runtime;
    private EventDelivery delivery;
    private PluginInstance plugin;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(
                folder,
                new Tuning(
                        100,
                        Duration.ofSeconds(5),
                        8,
                        3,
                        Duration.ofMinutes(1),
                        4,
                        50,
                        1,
                        10_000,
                        Duration.ofDays(1),
                        10_000));
        delivery = new EventDelivery(runtime.instances, runtime.calls, runtime.events);
        plugin = runtime.current("sample", "1.0.0", new Limits(Duration.ofSeconds(20), 1));
    }

    @AfterEach
    void stop() {
        delivery.close();
        runtime.close();
    }

    private void listen(PluginInstance instance, String name, String topics, EventListener listener) {
        TestRuntime.register(
                instance,
                EventListener.class,
                listener,
                "component.name",
                name,
                "pergola.event.topics",
                topics.split(","));
    }

    private void send(String topic, int n) {
        runtime.events.publish(topic, Map.of("n", n));
    }

    private static String text(Event event) {
        return event.topic() + " " + event.data().get("n");
    }

    @Test
    void aListenerHearsTheEventsOfItsTopicsInOrder() {
        listen(plugin, "a", "some/*,one", (event, context) -> {
            assertThat(context.plugin()).isSameAs(plugin.context());
            heard.add(text(event));
        });
        send("some/thing", 1);
        send("other", 2);
        send("one", 3);
        for (int n = 4; n < 40; n++) send("some/thing", n);

        await().until(() -> heard.size() == 38);
        assertThat(heard).startsWith("some/thing 1", "one 3", "some/thing 4").endsWith("some/thing 39");
        await().untilAsserted(() -> assertThat(runtime.store.records())
                .hasSize(38)
                .allMatch(record -> record.extensionType().equals(EventListener.class.getName())));
    }

    @Test
    void listenersThatAreBusyGetTheirEventsLater() throws Exception {
        // The plugin may have one call at a time, and its two listeners share that.
        Semaphore go = new Semaphore(0);
        listen(plugin, "a", "*", (event, context) -> {
            go.acquire();
            heard.add("a" + text(event));
        });
        listen(plugin, "b", "some/*", (event, context) -> heard.add("b" + text(event)));
        for (int n = 0; n < 10; n++) send("some/thing", n);
        go.release(1_000);

        await().untilAsserted(() -> assertThat(heard.stream().filter(text -> text.startsWith("b")))
                .containsExactly(
                        "bsome/thing 0",
                        "bsome/thing 1",
                        "bsome/thing 2",
                        "bsome/thing 3",
                        "bsome/thing 4",
                        "bsome/thing 5",
                        "bsome/thing 6",
                        "bsome/thing 7",
                        "bsome/thing 8",
                        "bsome/thing 9"));
        await().untilAsserted(() -> assertThat(heard.stream().filter(text -> text.startsWith("asome")))
                .hasSize(10));
        assertThat(runtime.store.records()).noneMatch(record -> record.status().equals("rejected"));
    }

    @Test
    void aSlowListenerLosesItsOldestEventsAndDelaysNobody() {
        CountDownLatch release = new CountDownLatch(1);
        PluginInstance quick = runtime.current("quick", "1.0.0");
        listen(plugin, "slow", "some/*", (event, context) -> {
            release.await();
            heard.add("slow " + event.data().get("n"));
        });
        listen(
                quick,
                "quick",
                "some/*",
                (event, context) -> heard.add("quick " + event.data().get("n")));
        for (int n = 0; n < 200; n++) {
            send("some/thing", n);
            int sent = n;
            await().pollInterval(Duration.ofMillis(1)).until(() -> heard.contains("quick " + sent));
        }
        release.countDown();

        await().until(() -> heard.contains("slow 199"));
        assertThat(heard.stream().filter(text -> text.startsWith("slow")))
                .hasSizeBetween(50, 52)
                .contains("slow 0");
    }

    @Test
    void onlyTheCurrentInstanceHears() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        listen(plugin, "l", "some/*", (event, context) -> {
            inside.countDown();
            release.await();
            heard.add("old " + event.data().get("n"));
        });
        send("some/thing", 1);
        inside.await();
        send("some/thing", 2);
        PluginInstance next = runtime.admit("sample", "2.0.0");
        listen(
                next,
                "l",
                "some/*",
                (event, context) -> heard.add("new " + event.data().get("n")));
        runtime.instances.makeCurrent(List.of(next));
        send("some/thing", 3);
        release.countDown();

        await().until(() -> heard.size() == 3);
        assertThat(heard).containsExactly("old 1", "new 2", "new 3");
    }

    @Test
    void listeningToCallsDoesNotFeedOnItself() {
        AtomicInteger calls = new AtomicInteger();
        PluginInstance other = runtime.current("other", "1.0.0");
        TestRuntime.echo(other);
        listen(plugin, "l", "*", (event, context) -> {
            calls.incrementAndGet();
            throw new IllegalStateException("and it fails, too, so that its circuit opens");
        });

        for (int i = 0; i < 20; i++) runtime.calls.execute(TaskRequest.of("other", "ECHO", Map.of()));

        await().until(() -> runtime.events.sent("pergola/execution/success").size() == 20);
        await().until(() -> !runtime.events.sent("pergola/circuit").isEmpty());
        long events = runtime.events.position();
        await().during(Duration.ofMillis(300)).until(() -> runtime.events.position() == events);
        assertThat(runtime.events.sent("pergola/execution/failed")).isEmpty();
        assertThat(runtime.events.sent("pergola/execution/rejected")).isEmpty();
        assertThat(calls.get()).isEqualTo(3);
    }

    @Test
    void oneThatListensToEverythingHearsOfOtherListenersOnce() {
        listen(plugin, "l", "*", (event, context) -> heard.add(event.topic()));

        send("some/thing", 1);

        await().until(() -> heard.size() == 2);
        assertThat(heard).containsExactly("some/thing", "pergola/execution/success");
        await().during(Duration.ofMillis(300)).until(() -> heard.size() == 2);
    }

    @Test
    void afterTheEndNothingIsDelivered() {
        listen(plugin, "l", "*", (event, context) -> heard.add(event.topic()));
        delivery.close();

        send("some/thing", 1);

        await().during(Duration.ofMillis(200)).until(heard::isEmpty);
    }
}
