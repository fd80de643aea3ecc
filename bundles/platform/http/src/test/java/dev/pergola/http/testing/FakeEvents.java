package dev.pergola.http.testing;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Events kept in a list, delivered on the publisher's thread, in order. */
public final class FakeEvents implements PlatformEvents {
    private final List<Event> all = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();

    @Override
    public synchronized Event publish(String topic, Map<String, ?> data) {
        Event event = new Event(all.size() + 1L, topic, PLATFORM, Instant.EPOCH, Map.copyOf(data));
        all.add(event);
        List.copyOf(listeners).forEach(listener -> listener.hear(event));
        return event;
    }

    @Override
    public EventBus bus() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginBus busFor(String pluginId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized List<Event> history(long after, String topic, int limit) {
        return all.stream()
                .filter(event -> event.position() > after && Topics.matches(topic, event.topic()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized long position() {
        return all.size();
    }

    @Override
    public synchronized Subscription replay(long after, String topic, Consumer<Event> handler) {
        Listener listener = new Listener(topic, handler);
        history(after, topic, Integer.MAX_VALUE).forEach(handler);
        listeners.add(listener);
        return () -> remove(listener);
    }

    private synchronized void remove(Listener listener) {
        listeners.remove(listener);
    }

    /** Forgets all events. */
    public synchronized void clear() {
        all.clear();
    }

    /** How many listen. */
    public synchronized int listeners() {
        return listeners.size();
    }

    private record Listener(String topic, Consumer<Event> handler) {
        void hear(Event event) {
            if (Topics.matches(topic, event.topic())) handler.accept(event);
        }
    }
}
