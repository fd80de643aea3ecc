package dev.pergola.execution.internal;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A bus in memory: in order, on one thread. */
final class MemoryEvents implements PlatformEvents, EventBus {
    final List<Event> sent = new CopyOnWriteArrayList<>();
    volatile boolean forgetful;
    private final AtomicLong position = new AtomicLong();
    private final List<Handler> handlers = new CopyOnWriteArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private record Handler(String topic, Consumer<Event> handler) {}

    List<Event> sent(String pattern) {
        return sent.stream()
                .filter(event -> Topics.matches(pattern, event.topic()))
                .toList();
    }

    @Override
    public Subscription on(String topic, Consumer<Event> handler) {
        Handler added = new Handler(topic, handler);
        handlers.add(added);
        return () -> handlers.remove(added);
    }

    @Override
    public CompletionStage<Event> emit(String topic, Map<String, ?> data) {
        return CompletableFuture.completedFuture(publish(topic, Map.copyOf(data)));
    }

    @Override
    public Event publish(String topic, Map<String, ?> data) {
        Event event = new Event(position.incrementAndGet(), topic, PLATFORM, Instant.now(), Map.copyOf(data));
        if (!forgetful) sent.add(event);
        for (Handler handler : handlers) {
            if (Topics.matches(handler.topic, topic)) thread.execute(() -> handler.handler.accept(event));
        }
        return event;
    }

    void close() {
        thread.shutdownNow();
    }

    @Override
    public EventBus bus() {
        return this;
    }

    @Override
    public PluginBus busFor(String pluginId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Event> history(long after, String topic, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        return position.get();
    }

    @Override
    public Subscription replay(long after, String topic, Consumer<Event> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription once(String topic, Consumer<Event> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void off(String topic, Consumer<Event> handler) {
        throw new UnsupportedOperationException();
    }
}
