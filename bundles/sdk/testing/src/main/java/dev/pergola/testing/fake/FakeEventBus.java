package dev.pergola.testing.fake;

import dev.pergola.api.Values;
import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * An event bus in memory that remembers what was sent. Unlike the platform's, it delivers on the sender's thread before
 * {@code emit} returns, so that a unit test needs no waiting; a handler that throws harms nobody here either.
 */
public final class FakeEventBus implements EventBus {
    private final String source;
    private final List<Event> sent = new ArrayList<>();
    private final List<Handler> handlers = new CopyOnWriteArrayList<>();

    /** A bus that sends under the id of a plugin. */
    public FakeEventBus(String source) {
        this.source = source;
    }

    @Override
    public Subscription on(String topic, Consumer<Event> handler) {
        return subscribe(topic, handler, false);
    }

    @Override
    public Subscription once(String topic, Consumer<Event> handler) {
        return subscribe(topic, handler, true);
    }

    @Override
    public void off(String topic, Consumer<Event> handler) {
        handlers.removeIf(each -> each.topic().equals(topic) && each.action().equals(handler));
    }

    @Override
    public CompletionStage<Event> emit(String topic, Map<String, ?> data) {
        if (topic.startsWith("pergola/")) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("Plugins may not send under pergola/, but the topic is: " + topic));
        }
        return CompletableFuture.completedFuture(deliver(topic, source, data));
    }

    /** Sends an event as the platform would, under any topic. */
    public Event publish(String topic, Map<String, ?> data) {
        return deliver(topic, "pergola", data);
    }

    /** What was sent so far, oldest first. */
    public List<Event> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    /** What was sent so far under a topic, oldest first. */
    public List<Event> sent(String topic) {
        return sent().stream().filter(event -> matches(topic, event.topic())).toList();
    }

    private Event deliver(String topic, String from, Map<String, ?> data) {
        Event event;
        synchronized (sent) {
            event = new Event(sent.size() + 1L, topic, from, Instant.now(), Values.copyOf(data));
            sent.add(event);
        }
        for (Handler handler : handlers) {
            if (matches(handler.topic(), topic)) handler.handle(event);
        }
        return event;
    }

    private Subscription subscribe(String topic, Consumer<Event> action, boolean once) {
        Handler handler = new Handler(topic, action, once, new AtomicBoolean());
        handlers.add(handler);
        return () -> handlers.remove(handler);
    }

    private static boolean matches(String pattern, String topic) {
        if (pattern.equals("*") || pattern.equals(topic)) return true;
        return pattern.endsWith("/*") && topic.startsWith(pattern.substring(0, pattern.length() - 1));
    }

    private record Handler(String topic, Consumer<Event> action, boolean once, AtomicBoolean done) {
        void handle(Event event) {
            if (once && !done.compareAndSet(false, true)) return;
            try {
                action.accept(event);
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(FakeEventBus.class).warn("A handler of {} threw", topic, e);
            }
        }
    }
}
