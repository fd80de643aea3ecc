package dev.pergola.testing;

import dev.pergola.api.event.Event;
import dev.pergola.events.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Every event since the runtime began, or since {@link #clear()}, and a way to wait for one without sleeping. Keeps the
 * latest ten thousand. Topics are as in {@link dev.pergola.api.event.EventBus}: a name, a prefix followed by
 * {@code /*}, or {@code *}. Safe for use from several threads.
 */
public final class EventRecorder {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_EVENTS = 10_000;
    private final Deque<Event> events = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    EventRecorder() {}

    void record(Event event) {
        lock.lock();
        try {
            events.addLast(event);
            if (events.size() > MAX_EVENTS) events.removeFirst();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All events so far, oldest first. */
    public List<Event> all() {
        return matching("*");
    }

    /** The events of a topic so far, oldest first. */
    public List<Event> matching(String topic) {
        lock.lock();
        try {
            return events.stream().filter(event -> matches(topic, event)).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what came so far. */
    public void clear() {
        lock.lock();
        try {
            events.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The first event of a topic, waiting up to ten seconds for one. */
    public Event await(String topic) {
        return await(topic, PATIENCE);
    }

    /** The first event of a topic, waiting for one; an {@link AssertionError} says what came instead. */
    public Event await(String topic, Duration patience) {
        return await(topic, event -> true, patience);
    }

    /** The first event of a topic that passes the condition, waiting up to ten seconds for one. */
    public Event await(String topic, Predicate<Event> condition) {
        return await(topic, condition, PATIENCE);
    }

    /** The first event of a topic that passes the condition, waiting for one. */
    public Event await(String topic, Predicate<Event> condition, Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (true) {
                Optional<Event> found = events.stream()
                        .filter(event -> matches(topic, event) && condition.test(event))
                        .findFirst();
                if (found.isPresent()) return found.get();
                if (left <= 0) throw new AssertionError(complaint(topic, patience));
                left = arrived.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for an event " + topic, e);
        } finally {
            lock.unlock();
        }
    }

    private String complaint(String topic, Duration patience) {
        List<Event> near =
                events.stream().filter(event -> matches(topic, event)).toList();
        if (!near.isEmpty()) return "No event " + topic + " passed the condition, but these came: " + near;
        Set<String> topics = new LinkedHashSet<>();
        events.forEach(event -> topics.add(event.topic()));
        return "No event " + topic + " within " + TimeUnit.NANOSECONDS.toMillis(patience.toNanos())
                + " ms; what came was of the topics " + topics;
    }

    private static boolean matches(String pattern, Event event) {
        return Topics.matches(pattern, event.topic());
    }
}
