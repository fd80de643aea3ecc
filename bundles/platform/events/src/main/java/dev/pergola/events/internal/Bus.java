package dev.pergola.events.internal;

import dev.pergola.api.Values;
import dev.pergola.api.event.Event;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents.PluginBus;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A bus for one sender. All that refers to its handlers is reachable from here and nowhere else. */
final class Bus implements PluginBus {
    /** Subscriptions that one bus may have. */
    static final int MAX_SUBSCRIPTIONS = 1_000;

    private static final Pattern TOPIC = Pattern.compile("\\*|[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*(/\\*)?");
    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9_.@:-]+");
    private static final int MAX_TOPIC = 257;
    private static final int MAX_SOURCE = 255;
    private static final String RESERVED = "pergola";

    private final String source;
    private final boolean platform;
    private final int capacity;
    private final Lane lane;
    private final Lane afterwards;
    private final Dispatcher dispatcher;
    private final Recorder recorder;
    private final Consumer<Bus> forget;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unrecorded = new AtomicInteger();
    private volatile boolean open = true;

    private Bus(
            String source,
            boolean platform,
            int capacity,
            Lane lane,
            Lane afterwards,
            Dispatcher dispatcher,
            Recorder recorder,
            Consumer<Bus> forget) {
        this.source = source;
        this.platform = platform;
        this.capacity = capacity;
        this.lane = lane;
        this.afterwards = afterwards;
        this.dispatcher = dispatcher;
        this.recorder = recorder;
        this.forget = forget;
    }

    /** The platform's own. */
    static Bus ofPlatform(String source, Dispatcher dispatcher, Recorder recorder) {
        Lane lane = new Lane(source, 16);
        return new Bus(source, true, Recorder.CAPACITY, lane, lane, dispatcher, recorder, bus -> {});
    }

    /** One for a plugin; what outlives it is done by the platform's. */
    Bus ofPlugin(String pluginId, Consumer<Bus> forget) {
        if (pluginId.length() > MAX_SOURCE || !SOURCE.matcher(pluginId).matches()) {
            throw new IllegalArgumentException("A plugin id has 1 to " + MAX_SOURCE
                    + " letters, digits, '_', '-' and '.', but this has " + pluginId.length() + " characters: "
                    + start(pluginId));
        }
        return new Bus(
                pluginId, false, Recorder.CAPACITY / 8, new Lane(pluginId, 4), lane, dispatcher, recorder, forget);
    }

    @Override
    public Subscription on(String topic, Consumer<Event> handler) {
        return subscribe(topic, handler, false);
    }

    @Override
    public Subscription once(String topic, Consumer<Event> handler) {
        return subscribe(topic, handler, true);
    }

    private Subscription subscribe(String topic, Consumer<Event> handler, boolean once) {
        checkPattern(topic);
        return add(topic, handler, once, dispatcher.backlog(topic));
    }

    /** Subscribes to what has been recorded after a position, and to what will be. */
    Subscription replay(long after, String topic, Consumer<Event> handler) {
        checkPattern(topic);
        Subscriber subscriber = add(topic, handler, false, dispatcher.backlog(topic, after));
        subscriber.schedule();
        return subscriber;
    }

    private Subscriber add(String topic, Consumer<Event> handler, boolean once, Backlog backlog) {
        if (!open) throw new IllegalStateException("The event bus of " + source + " is closed");
        if (subscribers.size() >= MAX_SUBSCRIPTIONS) {
            throw new IllegalStateException(source + " has " + MAX_SUBSCRIPTIONS
                    + " subscriptions, which is the most; close those that are no longer needed");
        }
        Subscriber subscriber = new Subscriber(topic, source, once, lane, backlog, handler, this::forget);
        subscribers.add(subscriber);
        dispatcher.add(subscriber);
        // Closed meanwhile: nobody would end this one.
        if (!open) subscriber.close();
        return subscriber;
    }

    private void forget(Subscriber subscriber) {
        dispatcher.remove(subscriber);
        subscribers.remove(subscriber);
    }

    @Override
    public void off(String topic, Consumer<Event> handler) {
        for (Subscriber subscriber : subscribers) {
            if (subscriber.isOf(topic, handler)) subscriber.close();
        }
    }

    static void checkPattern(String topic) {
        if (topic.length() > MAX_TOPIC || !TOPIC.matcher(topic).matches()) {
            throw new IllegalArgumentException("Subscribe to a topic such as a/b, to a/* for all below, or to * for"
                    + " all of them; not to: " + start(topic));
        }
    }

    private static String start(String text) {
        return text.substring(0, Math.min(text.length(), 80));
    }

    @Override
    public CompletionStage<Event> emit(String topic, Map<String, ?> data) {
        CompletableFuture<Event> stage = new CompletableFuture<>();
        try {
            record(topic, data, stage);
        } catch (RuntimeException e) {
            stage.completeExceptionally(e);
        }
        // Only we complete it.
        return stage.minimalCompletionStage();
    }

    private void record(String topic, Map<String, ?> data, CompletableFuture<Event> stage) {
        if (!open) throw new IllegalStateException("The event bus of " + source + " is closed");
        Event event = event(topic, data);
        int size = EventData.bytes(event);
        boolean room = unrecorded.incrementAndGet() <= capacity && recorder.offer(event, size, new Completion(stage));
        if (!room) {
            unrecorded.decrementAndGet();
            throw new RejectedExecutionException("Too many events: " + source
                    + " sends faster than they can be recorded; wait for the stages of earlier ones");
        }
    }

    /** An event of this sender, checked. */
    Event event(String topic, Map<String, ?> data) {
        if (!platform && (topic.equals(RESERVED) || topic.startsWith(RESERVED + "/"))) {
            throw new IllegalArgumentException("Topics under pergola/ are the platform's, and " + source
                    + " may not send to " + topic + "; use a topic that begins with the plugin's id");
        }
        return new Event(0, topic, source, Instant.now(), Values.copyOf(data));
    }

    @Override
    public void close() {
        open = false;
        for (Subscriber subscriber : subscribers) subscriber.shut();
        // Handlers that run are interrupted and waited for, all together.
        lane.close();
        for (Subscriber subscriber : subscribers) forget(subscriber);
        forget.accept(this);
    }

    /** Completes a stage on a thread where what hangs on it delays only its own plugin. */
    private final class Completion implements Recorder.Receipt {
        private final CompletableFuture<Event> stage;

        Completion(CompletableFuture<Event> stage) {
            this.stage = stage;
        }

        @Override
        public void recorded(Event event) {
            end(() -> stage.complete(event));
        }

        @Override
        public void failed(Throwable cause) {
            end(() -> stage.completeExceptionally(cause));
        }

        private void end(Runnable completion) {
            unrecorded.decrementAndGet();
            if (!lane.complete(completion)) afterwards.complete(completion);
        }
    }
}
