package dev.pergola.execution.internal;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.Subscription;
import dev.pergola.api.extension.EventListener;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to the listeners of the current instances. Each listener has a queue of its own and gets one event at a
 * time, in order; where it is slower than events come, its oldest are dropped. The queue is the listener's across
 * updates: what waited for the old version goes to the new one. All state is confined to one thread, which never waits.
 */
@Component(service = {})
public final class EventDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);
    private static final String LISTENER = EventListener.class.getName();
    private static final int MOST_WAITING = 20_000;
    private static final long AGAIN_MILLIS = 20;

    private final Instances instances;
    private final Calls calls;
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Subscription subscription;

    // Used on the executor's one thread only.
    private final Map<Key, Mailbox> mailboxes = new HashMap<>();

    private record Key(String plugin, String extension) {}

    private static final class Mailbox {
        private final Deque<Event> events = new ArrayDeque<>();
        private boolean busy;
        private long dropped;
    }

    /** Begins to listen. */
    @Activate
    public EventDelivery(@Reference Instances instances, @Reference Calls calls, @Reference PlatformEvents events) {
        this.instances = instances;
        this.calls = calls;
        this.executor = new ScheduledThreadPoolExecutor(
                1, new BackgroundThreads("unused", 1).factory("pergola-event-delivery"));
        this.subscription = events.bus().on("*", this::arrived);
    }

    /** Delivers no more. */
    @Deactivate
    void close() {
        subscription.close();
        executor.shutdownNow();
    }

    private void arrived(Event event) {
        if (instances.index().ofType(LISTENER).isEmpty()) return;
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            LOG.warn("The event {} reaches no listener: {} events are waiting already", event.topic(), MOST_WAITING);
            return;
        }
        onMyThread(() -> {
            waiting.decrementAndGet();
            distribute(event);
        });
    }

    private void onMyThread(Runnable step) {
        if (!executor.isShutdown()) executor.execute(step);
    }

    private void distribute(Event event) {
        for (ExtensionEntry listener : instances.index().ofType(LISTENER)) {
            if (!hears(listener.topics(), event.topic())) continue;
            Key key = new Key(listener.hosted().id(), listener.name());
            Mailbox mailbox = mailboxes.computeIfAbsent(key, any -> new Mailbox());
            mailbox.events.addLast(event);
            if (mailbox.events.size() > instances.tuning().eventQueue()) {
                mailbox.events.removeFirst();
                if (mailbox.dropped++ == 0) {
                    LOG.warn("The event listener {} is too slow: its oldest events are dropped", listener);
                }
            }
            pump(key, mailbox);
        }
    }

    private static boolean hears(Set<String> patterns, String topic) {
        for (String pattern : patterns) if (Topics.matches(pattern, topic)) return true;
        return false;
    }

    private void pump(Key key, Mailbox mailbox) {
        if (mailbox.busy) return;
        Event event = mailbox.events.peekFirst();
        if (event == null) {
            mailboxes.remove(key, mailbox);
            return;
        }
        mailbox.busy = true;
        deliver(key, mailbox, event);
    }

    private void deliver(Key key, Mailbox mailbox, Event event) {
        CallTarget<EventListener> target =
                new CallTarget<>(EventListener.class, key.plugin, Optional.empty(), Optional.of(key.extension));
        CallOptions options = new CallOptions(
                event.topic(),
                Optional.empty(),
                Map.of(),
                PlatformEvents.PLATFORM,
                Map.of("topic", event.topic(), "position", event.position(), "source", event.source()));
        Order.Mode mode = aboutCalls(event) ? Order.Mode.EVENT_ABOUT_CALLS : Order.Mode.EVENT;
        Order<Boolean> order = calls.order(target, options, Optional.empty(), mode, (listener, context) -> {
            listener.onEvent(event, context);
            return true;
        });
        calls.startTimed(order, (call, result) -> onMyThread(() -> delivered(key, mailbox, event, call)));
    }

    /** The topics that calls themselves send under: a listener to these would otherwise hear of its own hearing. */
    private static boolean aboutCalls(Event event) {
        return event.topic().startsWith(Topics.EXECUTION + "/") || event.topic().startsWith(Topics.CIRCUIT);
    }

    private void delivered(Key key, Mailbox mailbox, Event event, Call<Boolean> call) {
        if (call.wasTooMany()) {
            executor.schedule(() -> again(key, mailbox), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        // It may have been dropped meanwhile, where the queue ran over.
        if (mailbox.events.peekFirst() == event) mailbox.events.removeFirst();
        if (mailbox.events.isEmpty()) mailbox.dropped = 0;
        again(key, mailbox);
    }

    private void again(Key key, Mailbox mailbox) {
        mailbox.busy = false;
        pump(key, mailbox);
    }
}
