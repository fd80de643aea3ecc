package dev.pergola.shell.internal.fake;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Events, delivered at once and on the thread that sends them. */
public final class FakeEvents implements PlatformEvents, EventBus {
    public final List<Handler> handlers = new CopyOnWriteArrayList<>();

    public record Handler(String topic, Consumer<Event> consumer) {}

    @Override
    public Event publish(String topic, Map<String, ?> data) {
        Event event = new Event(1, topic, PLATFORM, Samples.TIME, Map.copyOf(data));
        handlers.stream()
                .filter(handler -> Topics.matches(handler.topic(), topic))
                .forEach(handler -> handler.consumer().accept(event));
        return event;
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
        return List.of();
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public Subscription replay(long after, String topic, Consumer<Event> handler) {
        return on(topic, handler);
    }

    @Override
    public Subscription on(String topic, Consumer<Event> handler) {
        Handler one = new Handler(topic, handler);
        handlers.add(one);
        return () -> handlers.remove(one);
    }

    @Override
    public Subscription once(String topic, Consumer<Event> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void off(String topic, Consumer<Event> handler) {
        handlers.removeIf(one -> one.consumer() == handler);
    }

    @Override
    public CompletionStage<Event> emit(String topic, Map<String, ?> data) {
        return CompletableFuture.completedFuture(publish(topic, data));
    }
}
