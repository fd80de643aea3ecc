package dev.pergola.worker;

import dev.pergola.api.Values;
import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Ask.Operation;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The event bus, which is with the kernel; handlers run here, each on a thread of its own, one event at a time. */
final class RemoteEvents implements EventBus {
    private final Questions kernel;
    private final LongConsumer handled;
    private final Logger logger;
    private final Executor threads = WorkerThreads.many("event sent");
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Handling> handlings = new ConcurrentHashMap<>();

    /** With what has to be told when the event of a subscription has been handled: the next one comes then. */
    RemoteEvents(Questions kernel, LongConsumer handled, Logger logger) {
        this.kernel = kernel;
        this.handled = handled;
        this.logger = logger;
    }

    private record Handling(String topic, Consumer<Event> handler, boolean once, Executor thread) {}

    @Override
    public Subscription on(String topic, Consumer<Event> handler) {
        return subscribe(topic, handler, false);
    }

    @Override
    public Subscription once(String topic, Consumer<Event> handler) {
        return subscribe(topic, handler, true);
    }

    private Subscription subscribe(String topic, Consumer<Event> handler, boolean once) {
        long number = last.incrementAndGet();
        handlings.put(number, new Handling(topic, handler, once, WorkerThreads.one("event " + topic)));
        try {
            kernel.ask(Operation.SUBSCRIBE, number, topic);
        } catch (RuntimeException refused) {
            handlings.remove(number);
            throw refused;
        }
        return () -> end(number);
    }

    private void end(long number) {
        if (handlings.remove(number) != null) kernel.ask(Operation.UNSUBSCRIBE, number);
    }

    @Override
    public void off(String topic, Consumer<Event> handler) {
        handlings.forEach((number, handling) -> {
            if (handling.topic.equals(topic) && handling.handler.equals(handler)) end(number);
        });
    }

    @Override
    public CompletionStage<Event> emit(String topic, Map<String, ?> data) {
        try {
            // What the plugin has follow it may ask the platform, and so wait for the thread that brings the answers.
            return kernel.begin(Operation.EMIT, topic, Values.copyOf(data)).thenApplyAsync(RemoteEvents::sent, threads);
        } catch (RuntimeException notSent) {
            // As the kernel's bus has it: nobody else completes it, and what follows is told what it was caused by.
            return CompletableFuture.<Event>failedFuture(notSent).minimalCompletionStage();
        }
    }

    private static Event sent(@Nullable Object answer) {
        if (answer instanceof Map<?, ?> event) return event(event);
        throw new IllegalStateException("The platform answered with no event");
    }

    void happened(Message.Happened happened) {
        Handling handling = handlings.get(happened.subscription());
        if (handling == null) handled.accept(happened.subscription());
        else handling.thread.execute(() -> deliver(happened, handling));
    }

    private void deliver(Message.Happened happened, Handling handling) {
        boolean there = handling.once
                ? handlings.remove(happened.subscription()) != null
                : handlings.containsKey(happened.subscription());
        try {
            if (!there) return;
            if (handling.once) kernel.begin(Operation.UNSUBSCRIBE, happened.subscription());
            handling.handler.accept(event(happened.event()));
        } catch (Throwable thrown) {
            logger.warn("A handler of {} threw", handling.topic, thrown);
        } finally {
            handled.accept(happened.subscription());
        }
    }

    @SuppressWarnings("unchecked") // The link gives maps with texts as keys only.
    private static Event event(Map<?, ?> map) {
        return new Event(
                part(map, "position", Number.class).longValue(),
                part(map, "topic", String.class),
                part(map, "source", String.class),
                Instant.parse(part(map, "time", String.class)),
                (Map<String, Object>) part(map, "data", Map.class));
    }

    private static <T> T part(Map<?, ?> map, String key, Class<T> type) {
        Object value = map.get(key);
        if (type.isInstance(value)) return type.cast(value);
        throw new IllegalStateException("The platform gave an event without its " + key);
    }
}
