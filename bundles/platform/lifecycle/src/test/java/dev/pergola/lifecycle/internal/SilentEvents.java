package dev.pergola.lifecycle.internal;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Events that nobody hears. */
final class SilentEvents implements PlatformEvents {
    @Override
    public Event publish(String topic, Map<String, ?> data) {
        return new Event(1, topic, PLATFORM, Instant.EPOCH, Map.copyOf(data));
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
        return List.of();
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public Subscription replay(long after, String topic, Consumer<Event> handler) {
        throw new UnsupportedOperationException();
    }
}
