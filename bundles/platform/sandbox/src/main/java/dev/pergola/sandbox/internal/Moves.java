package dev.pergola.sandbox.internal;

import dev.pergola.api.ResourceUsage;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.execution.PluginInstance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Instances that turned out too heavy for the kernel's process. One is moved only once it runs in a sandbox, and stays where it
 * is if it does not come up there, since nobody said that it has to: its component may need services that only the kernel has.
 */
final class Moves {
    /** So many of the latest calls have to be too heavy: one of them is an exception, and a rule is soon seen to be one. */
    private static final int MANY = 3;

    private static final int LATEST = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

    private final Weights weights;
    private final PlatformEvents events;
    private final Function<PluginInstance, CompletionStage<?>> prepare;
    private final Map<Long, State> states = new ConcurrentHashMap<>();

    /** Of one instance. Guarded by itself. */
    private static final class State {
        /** Of each task processor's latest calls, the last in the lowest bit: whether it was too heavy. */
        private final Map<String, Integer> latest = new HashMap<>();

        private boolean moving;
        private int failures;
        private volatile boolean moved;

        /** Notes a call; tells whether it is one of too many. After a move that failed it takes more of them. */
        synchronized boolean isTooMuch(String extension, boolean heavy) {
            int calls = latest.merge(extension, heavy ? 1 : 0, (all, one) -> (all << 1 | one) & (1 << LATEST) - 1);
            if (!heavy || moving || moved || Integer.bitCount(calls) < Math.min(LATEST, MANY << failures)) return false;
            moving = true;
            return true;
        }

        synchronized void ended(boolean well) {
            moving = false;
            moved = well;
            if (!well) failures = Math.min(failures + 1, 3);
            latest.clear();
        }
    }

    /**
     * Where nobody has been moved.
     *
     * @param prepare starts an instance's sandbox; what it gives fails where that does not come up
     */
    Moves(Weights weights, PlatformEvents events, Function<PluginInstance, CompletionStage<?>> prepare) {
        this.weights = weights;
        this.events = events;
        this.prepare = prepare;
    }

    boolean moved(PluginInstance instance) {
        State state = states.get(instance.bundle().getBundleId());
        return state != null && state.moved;
    }

    void forget(long bundleId) {
        states.remove(bundleId);
    }

    /** A call in the kernel's process has ended. */
    void note(PluginInstance instance, String extension, ResourceUsage usage) {
        State state = states.computeIfAbsent(instance.bundle().getBundleId(), id -> new State());
        Optional<String> why = weights.tooMuchOf(usage);
        if (state.isTooMuch(extension, why.isPresent())) move(instance, extension, state, why.orElse(""));
    }

    private void move(PluginInstance instance, String extension, State state, String why) {
        try {
            prepare.apply(instance).whenComplete((sandbox, failure) -> {
                state.ended(failure == null);
                tell(instance, extension, why, failure);
            });
        } catch (RuntimeException e) {
            state.ended(false);
            tell(instance, extension, why, e);
        }
    }

    private void tell(PluginInstance instance, String extension, String why, @Nullable Throwable failure) {
        if (failure == null) LOG.info("{} is moved into a sandbox: {}", instance, why);
        else LOG.warn("{} stays in the kernel's process: {}; {}", instance, why, message(failure));
        Map<String, Object> data = Map.of(
                "plugin",
                instance.metadata().id(),
                "version",
                instance.metadata().version().toString(),
                "extension",
                extension,
                "why",
                why,
                "problem",
                failure == null ? "" : message(failure));
        try {
            var unused = events.publish(Topics.SANDBOX + (failure == null ? "/MOVED" : "/NOT_MOVED"), data);
        } catch (RuntimeException e) {
            LOG.warn("The event of that could not be recorded", e);
        }
    }

    private static String message(Throwable failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(
                failure instanceof CompletionException && cause != null ? cause.getMessage() : failure.getMessage());
    }
}
