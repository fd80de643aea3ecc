package dev.pergola.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.event.Event;
import dev.pergola.events.PlatformEvents.PluginBus;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A plugin that stops leaves nothing behind. */
class BusCloseTest extends EventsTest {
    @Test
    void closingEndsAllSubscriptionsAndNoOthers() {
        List<Event> closed = new CopyOnWriteArrayList<>();
        List<Event> others = new CopyOnWriteArrayList<>();
        PluginBus bus = events.busFor("a");
        bus.on("x", closed::add);
        bus.once("x", closed::add);
        events.busFor("a").on("x", others::add);
        bus.close();
        bus.close();
        join(events.bus().emit("x", Map.of()));
        await().untilAsserted(() -> assertThat(others).hasSize(1));
        assertThat(closed).isEmpty();
        assertThatThrownBy(() -> bus.on("x", closed::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> join(bus.emit("x", Map.of()))).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingInterruptsHandlersThatHang() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        PluginBus bus = events.busFor("a");
        bus.on("x", event -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        bus.emit("x", Map.of());
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        bus.close();
        assertThat(interrupted).isTrue();
        assertThat(threads("pergola-events-a-")).isEmpty();
    }

    @Test
    void aHandlerMayCloseItsOwnBus() {
        PluginBus bus = events.busFor("a");
        List<String> seen = new CopyOnWriteArrayList<>();
        bus.on("x", event -> {
            bus.close();
            seen.add("interrupted " + Thread.currentThread().isInterrupted());
        });
        bus.emit("x", Map.of());
        await().untilAsserted(() -> assertThat(seen).containsExactly("interrupted false"));
        await().untilAsserted(() -> assertThat(threads("pergola-events-a-")).isEmpty());
    }

    @Test
    void whatWasSentBeforeTheCloseIsStillRecordedAndItsStageCompleted() {
        PluginBus bus = events.busFor("a");
        CompletionStage<Event> sent = store.transactions().inTransaction(() -> {
            events.publish("pergola/test", Map.of());
            CompletionStage<Event> stage = bus.emit("x", Map.of());
            bus.close();
            return stage;
        });
        assertThat(join(sent).position()).isEqualTo(2);
    }

    @Test
    void idleThreadsEndByThemselves() {
        PluginBus bus = events.busFor("a");
        bus.on("x", event -> {});
        join(bus.emit("x", Map.of()));
        await().untilAsserted(() -> assertThat(threads("pergola-events-a-")).isEmpty());
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    @Test
    void stoppingTheServiceRecordsWhatWaitsAndEndsAllThreads() {
        CompletionStage<Event> sent = events.busFor("a").emit("x", Map.of());
        events.close();
        assertThat(join(sent).position()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(threads("pergola-events-")).isEmpty());
        assertThatThrownBy(() -> join(events.bus().emit("x", Map.of()))).isNotNull();
    }

    @Test
    void aClosedBusKeepsNoClassLoaderAlive() throws Exception {
        // On a thread that ends: what follows an event that is recorded already runs on the one that asks for it.
        ExecutorService own = Executors.newSingleThreadExecutor();
        WeakReference<ClassLoader> loader =
                own.submit(this::usePluginAndCloseItsBus).get();
        own.shutdown();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(loader.get()).isNull();
        });
    }

    /** In a method of its own, so that no stack frame keeps what it used. */
    private WeakReference<ClassLoader> usePluginAndCloseItsBus() throws Exception {
        ClassLoader loader = new OwnLoader(Handler.class);
        Class<?> type = loader.loadClass(Handler.class.getName());
        assertThat(type).isNotSameAs(Handler.class);
        @SuppressWarnings("unchecked")
        Consumer<Event> handler =
                (Consumer<Event>) type.getDeclaredConstructor().newInstance();
        PluginBus bus = events.busFor("leaky");
        bus.on("x", handler);
        bus.on("y/*", handler);
        bus.once("*", handler);
        bus.once("never", handler);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            bus.emit("x", Map.of()).thenAccept(handler);
            join(bus.emit("y/z", Map.of()));
        } finally {
            thread.setContextClassLoader(before);
        }
        await().untilAsserted(() ->
                assertThat((int) type.getMethod("calls").invoke(null)).isGreaterThanOrEqualTo(4));
        bus.close();
        return new WeakReference<>(loader);
    }

    /** Leaves things in thread locals, and throws what is its own. */
    public static final class Handler implements Consumer<Event> {
        private static final ThreadLocal<Object> LEFT = new ThreadLocal<>();
        private static final java.util.concurrent.atomic.AtomicInteger CALLS =
                new java.util.concurrent.atomic.AtomicInteger();

        public static int calls() {
            return CALLS.get();
        }

        @Override
        public void accept(Event event) {
            LEFT.set(this);
            CALLS.incrementAndGet();
            throw new OwnException();
        }

        static final class OwnException extends RuntimeException {
            private static final long serialVersionUID = 1L;

            // Not private: the two are nest mates in the test's own loader only.
            OwnException() {
                super("expected in this test");
            }
        }
    }

    private static final class OwnLoader extends ClassLoader {
        private final String prefix;

        OwnLoader(Class<?> type) {
            super(type.getClassLoader());
            prefix = type.getName();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(prefix)) return super.loadClass(name, resolve);
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) return loaded;
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
