package dev.pergola.events.internal;

import dev.pergola.api.event.Event;
import dev.pergola.store.internal.TestStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.event.EventAdmin;

/** Events on a real store. */
abstract class EventsTest {
    @TempDir
    Path data;

    TestStore store;
    DurableEvents events;
    final List<org.osgi.service.event.Event> posted = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        store = new TestStore(data);
        events = new DurableEvents(store.outbox(), store.transactions(), new Posts(), Retention.Bounds.of(null, null));
    }

    @AfterEach
    void stop() {
        events.close();
        store.close();
    }

    static Event join(CompletionStage<Event> stage) {
        // Not by orTimeout: that starts a thread, once, which keeps the class loader that is the context's just then.
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Remembers what it is given; the real one is in the integration test. */
    private final class Posts implements EventAdmin {
        @Override
        public void postEvent(org.osgi.service.event.Event event) {
            posted.add(event);
        }

        @Override
        public void sendEvent(org.osgi.service.event.Event event) {
            throw new AssertionError("Nothing may be sent synchronously");
        }
    }
}
