package dev.pergola.sandbox.internal;

import dev.pergola.api.PluginContext;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.event.Event;
import dev.pergola.api.event.Subscription;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Failure;
import dev.pergola.worker.link.Message.Failure.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin in a sandbox has of the kernel: its own state and its own view of the event bus, and nothing else. What
 * comes from there is checked as if a stranger said it.
 */
final class HostServices implements AutoCloseable {
    private static final int MOST_OPEN = 64;
    private static final int MOST_SUBSCRIPTIONS = 1_000;

    private final PluginContext plugin;
    private final Consumer<Message.ToWorker> sandbox;
    private final Executor threads;
    private final Semaphore open = new Semaphore(MOST_OPEN);
    private final Map<Long, Subscribed> subscriptions = new ConcurrentHashMap<>();

    HostServices(PluginContext plugin, Consumer<Message.ToWorker> sandbox, Executor threads) {
        this.plugin = plugin;
        this.sandbox = sandbox;
        this.threads = threads;
    }

    /** One event at a time is on its way; the next one waits with the bus, which forgets none. */
    private static final class Subscribed {
        private final Semaphore free = new Semaphore(1);
        private volatile @Nullable Subscription subscription;
        private volatile boolean closed;

        void close() {
            closed = true;
            free.release();
            Subscription of = subscription;
            if (of != null) of.close();
        }
    }

    /** Answers, later, and on another thread; waits while too many questions are open. */
    void answer(Message.Ask ask) {
        open.acquireUninterruptibly();
        threads.execute(() -> {
            try {
                sandbox.accept(reply(ask));
            } finally {
                open.release();
            }
        });
    }

    private Message.ToWorker reply(Message.Ask ask) {
        try {
            return new Message.Reply(ask.question(), perform(ask));
        } catch (ResourceLimitExceededException limit) {
            return refused(ask, Kind.LIMITED, limit);
        } catch (SecurityException denied) {
            return refused(ask, Kind.DENIED, denied);
        } catch (IllegalArgumentException | ClassCastException | IndexOutOfBoundsException invalid) {
            return refused(ask, Kind.INVALID, invalid);
        } catch (RuntimeException failure) {
            return refused(ask, Kind.FAILED, failure);
        }
    }

    private static Message.Refused refused(Message.Ask ask, Kind kind, RuntimeException why) {
        String message = why.getMessage() == null ? why.getClass().getName() : why.getMessage();
        return new Message.Refused(ask.question(), Failure.of(kind, message));
    }

    private @Nullable Object perform(Message.Ask ask) {
        List<Object> given = ask.arguments();
        return switch (ask.what()) {
            case STATE_GET -> plugin.state().get(text(given, 0)).orElse(null);
            case STATE_PUT -> {
                plugin.state().put(text(given, 0), map(given, 1));
                yield null;
            }
            case STATE_REPLACE -> replace(text(given, 0), Optional.ofNullable(given.get(1)), map(given, 2));
            case STATE_REMOVE -> plugin.state().remove(text(given, 0));
            case STATE_KEYS -> new ArrayList<>(plugin.state().keys());
            case STATE_CLEAR -> {
                plugin.state().clear();
                yield null;
            }
            case STATE_BYTES -> plugin.state().bytesUsed();
            case EMIT -> asMap(emit(text(given, 0), map(given, 1)));
            case SUBSCRIBE -> {
                subscribe(number(given, 0), text(given, 1));
                yield null;
            }
            case UNSUBSCRIBE -> {
                unsubscribe(number(given, 0));
                yield null;
            }
        };
    }

    private Event emit(String topic, Map<String, Object> data) {
        try {
            return plugin.events().emit(topic, data).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    /** In one step, unless something else is there than was expected. */
    private boolean replace(String key, Optional<Object> expected, Map<String, Object> next) {
        boolean[] taken = {false};
        plugin.state().update(key, before -> {
            boolean same = expected.map(before::equals).orElse(before.isEmpty());
            taken[0] = same;
            return same ? next : before;
        });
        return taken[0];
    }

    private void subscribe(long number, String topic) {
        if (subscriptions.size() >= MOST_SUBSCRIPTIONS)
            throw new ResourceLimitExceededException("A plugin has at most " + MOST_SUBSCRIPTIONS + " subscriptions");
        Subscribed subscribed = new Subscribed();
        if (subscriptions.putIfAbsent(number, subscribed) != null)
            throw new IllegalArgumentException("There is a subscription " + number + " already");
        subscribed.subscription = plugin.events().on(topic, event -> deliver(number, subscribed, event));
        if (subscribed.closed) subscribed.close();
    }

    private void deliver(long number, Subscribed subscribed, Event event) {
        subscribed.free.acquireUninterruptibly();
        if (subscribed.closed) subscribed.free.release();
        else sandbox.accept(new Message.Happened(number, asMap(event)));
    }

    void handled(long number) {
        Subscribed subscribed = subscriptions.get(number);
        if (subscribed != null && subscribed.free.availablePermits() == 0) subscribed.free.release();
    }

    private void unsubscribe(long number) {
        Subscribed subscribed = subscriptions.remove(number);
        if (subscribed != null) subscribed.close();
    }

    private static Map<String, Object> asMap(Event event) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("position", event.position());
        map.put("topic", event.topic());
        map.put("source", event.source());
        map.put("time", event.time().toString());
        map.put("data", event.data());
        return map;
    }

    private static String text(List<Object> given, int at) {
        return (String) given.get(at);
    }

    private static long number(List<Object> given, int at) {
        return ((Number) given.get(at)).longValue();
    }

    @SuppressWarnings("unchecked") // The link gives maps with texts as keys only.
    private static Map<String, Object> map(List<Object> given, int at) {
        return (Map<String, Object>) given.get(at);
    }

    @Override
    public void close() {
        subscriptions.keySet().forEach(this::unsubscribe);
    }
}
