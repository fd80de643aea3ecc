package dev.pergola.vetting.testing;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps what is published. */
public final class RecordedEvents implements PlatformEvents {
    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Override
    public Event publish(String topic, Map<String, ?> data) {
        Event event = new Event(events.size() + 1, topic, PLATFORM, Instant.EPOCH, Map.copyOf(data));
        events.add(event);
        return event;
    }

    public List<String> topics() {
        return events.stream().map(Event::topic).toList();
    }

    public Event last() {
        return events.get(events.size() - 1);
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
    public List<Event> history(long after, String topic, int limit) {
        return List.copyOf(events);
    }

    @Override
    public long position() {
        return events.size();
    }

    @Override
    public Subscription replay(long after, String topic, Consumer<Event> handler) {
        throw new UnsupportedOperationException();
    }
}
