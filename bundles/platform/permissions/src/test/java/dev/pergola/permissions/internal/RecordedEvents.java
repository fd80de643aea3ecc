package dev.pergola.permissions.internal;

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
import java.util.function.Consumer;

/** Events that a test can look at; who subscribed hears them at once. */
final class RecordedEvents implements PlatformEvents, EventBus {
    final List<Event> all = new CopyOnWriteArrayList<>();
    private final Map<Consumer<Event>, String> handlers = new java.util.concurrent.ConcurrentHashMap<>();

    List<String> topics() {
        return all.stream().map(Event::topic).toList();
    }

    void send(String topic, Instant time, Map<String, Object> data) {
        Event event = new Event(all.size() + 1, topic, PLATFORM, time, data);
        all.add(event);
        handlers.forEach((handler, pattern) -> {
            if (Topics.matches(pattern, topic)) handler.accept(event);
        });
    }

    @Override
    public Event publish(String topic, Map<String, ?> data) {
        send(topic, Instant.now(), Map.copyOf(data));
        return all.get(all.size() - 1);
    }

    @Override
    public EventBus bus() {
        return this;
    }

    @Override
    public Subscription on(String topic, Consumer<Event> handler) {
        handlers.put(handler, topic);
        return () -> handlers.remove(handler);
    }

    @Override
    public Subscription once(String topic, Consumer<Event> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void off(String topic, Consumer<Event> handler) {
        handlers.remove(handler);
    }

    @Override
    public CompletionStage<Event> emit(String topic, Map<String, ?> data) {
        return CompletableFuture.completedFuture(publish(topic, data));
    }

    @Override
    public PluginBus busFor(String pluginId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Event> history(long after, String topic, int limit) {
        return List.of();
    }

    @Override
    public long position() {
        return all.size();
    }

    @Override
    public Subscription replay(long after, String topic, Consumer<Event> handler) {
        throw new UnsupportedOperationException();
    }
}
