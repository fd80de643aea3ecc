package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries plugins again that should run and did not start (R29): after a while, then after twice as long, and so on, a few
 * times. What they failed for may be back by then. Whoever does something about a plugin begins anew.
 */
final class Retries {
    /** What a try is called in the journal, the events and the audit log. */
    static final String OPERATION = "retry";

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final Duration LONGEST = Duration.ofHours(1);
    /** Tries come up to so much earlier or later, so that those that failed together do not all come together again. */
    private static final double JITTER = 0.2;
    /** What time does not mend. */
    private static final Set<String> HOPELESS = Set.of("install-failed", "artifact-damaged");

    private final Timer timer;
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final Duration first;
    private final int most;
    private final Consumer<Managed> start;
    private final Map<Key, Course> courses = new HashMap<>();

    /**
     * Tries nothing yet.
     *
     * @param random numbers from 0 to 1
     * @param first time before the first try
     * @param most how many tries there are; 0 for none
     * @param start tries an entry again, where it still is as it was
     */
    Retries(
            Timer timer,
            InstantSource clock,
            DoubleSupplier random,
            Duration first,
            int most,
            Consumer<Managed> start) {
        this.timer = timer;
        this.clock = clock;
        this.random = random;
        this.first = first;
        this.most = most;
        this.start = start;
    }

    /** Runs something later. */
    interface Timer {
        /** Gives what calls it off. */
        Runnable after(Duration delay, Runnable work);

        /** One on threads that somebody else ends. */
        static Timer on(ScheduledExecutorService threads) {
            return (delay, work) -> {
                try {
                    Future<?> future = threads.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
                    return () -> future.cancel(false);
                } catch (RejectedExecutionException e) {
                    LOG.debug("Stopping; nothing is tried again", e);
                    return () -> {};
                }
            };
        }
    }

    private record Key(String id, Version version) {
        static Key of(Managed managed) {
            return new Key(managed.id(), managed.descriptor().version());
        }
    }

    /**
     * How it has been going with an entry.
     *
     * @param digest its jar
     * @param tries how many tries were made or are to come
     * @param next when the next one comes; empty where none does
     * @param cancel calls it off
     */
    private record Course(String digest, int tries, Optional<Instant> next, Runnable cancel) {}

    /** An entry did not start. */
    synchronized void failed(Managed managed) {
        if (most == 0 || !managed.isPlugin() || !managed.installation().enabled()) return;
        Key key = Key.of(managed);
        String digest = managed.descriptor().digest();
        @Nullable Course before = courses.get(key);
        int tries = before == null || !before.digest().equals(digest) ? 0 : before.tries();
        if (before != null) before.cancel().run();
        boolean hopeless = managed.problems().stream().anyMatch(p -> HOPELESS.contains(p.code()));
        if (hopeless || tries >= most) {
            courses.put(key, new Course(digest, tries, Optional.empty(), () -> {}));
            return;
        }
        Duration delay = delay(tries);
        Instant next = clock.instant().plus(delay);
        LOG.info(
                "{} failed and is tried again in {} s, for time {} of {}", managed, delay.toSeconds(), tries + 1, most);
        courses.put(key, new Course(digest, tries + 1, Optional.of(next), timer.after(delay, () -> run(managed))));
    }

    private Duration delay(int tries) {
        double doubled = first.toMillis() * Math.pow(2, tries);
        double jittered = Math.min(doubled, LONGEST.toMillis()) * (1 - JITTER + 2 * JITTER * random.getAsDouble());
        return Duration.ofMillis((long) jittered);
    }

    private void run(Managed managed) {
        try {
            start.accept(managed);
        } catch (RuntimeException e) {
            LOG.warn("{} could not be tried again", managed, e);
        }
    }

    /** Begins anew with a plugin: it runs, or somebody did something about it. */
    synchronized void forget(String pluginId) {
        courses.entrySet().removeIf(entry -> {
            if (!entry.getKey().id().equals(pluginId)) return false;
            entry.getValue().cancel().run();
            return true;
        });
    }

    /** What there is to know of an entry that failed. */
    synchronized List<Problem> notes(Managed managed) {
        if (managed.state() != PluginState.FAILED) return List.of();
        @Nullable Course course = courses.get(Key.of(managed));
        if (course == null || !course.digest().equals(managed.descriptor().digest())) return List.of();
        String now = "plugin:enable " + managed.id() + " tries it now";
        if (course.next().isPresent()) {
            return List.of(new Problem(
                    "retry",
                    managed + " is tried again by itself at "
                            + course.next().get().truncatedTo(ChronoUnit.SECONDS) + ", for time " + course.tries()
                            + " of " + most,
                    now));
        }
        return List.of(new Problem(
                "no-retry",
                managed + (course.tries() == 0 ? "" : " was tried again " + course.tries() + " times, and")
                        + " is not tried again by itself",
                "Mend it, then " + now));
    }
}
