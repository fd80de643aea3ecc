package dev.pergola.http.internal.streams;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.http.internal.api.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Events from a position on, and then new ones as they come. The past is read a page at a time, the next one when the
 * client has taken the one before; only then does the feed subscribe.
 */
final class EventFeed implements OutStream.Source {
    private static final int PAGE = 64;

    private final PlatformEvents events;
    private final String topic;
    private final OutStream out;
    private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
    private long position;
    private boolean past = true;
    private volatile boolean ended;

    EventFeed(PlatformEvents events, long after, String topic, OutStream out) {
        this.events = events;
        this.position = after;
        this.topic = topic;
        this.out = out;
    }

    @Override
    public void drained() {
        if (!past || ended) return;
        List<Event> page = events.history(position, topic, PAGE);
        past = page.size() == PAGE;
        for (Event event : page) {
            position = event.position();
            out.sendPast(OptionalLong.of(position), json(event));
        }
        if (!past) subscribe();
    }

    private void subscribe() {
        subscription.set(
                events.replay(position, topic, event -> out.send(OptionalLong.of(event.position()), json(event))));
        if (ended) end();
    }

    private static byte[] json(Event event) {
        return Json.write(View.of(event));
    }

    @Override
    public void end() {
        ended = true;
        Subscription open = subscription.getAndSet(null);
        if (open != null) open.close();
    }

    /** An event. */
    record View(long position, String topic, String source, Instant time, Map<String, Object> data) {
        static View of(Event event) {
            return new View(event.position(), event.topic(), event.source(), event.time(), event.data());
        }
    }
}
