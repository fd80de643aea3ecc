package dev.pergola.http.internal.resources;

import dev.pergola.execution.TaskRequest;
import dev.pergola.http.internal.api.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Calls whose callers do not wait (R33): that they are under way, and for some time what became of them. In memory, and
 * bounded by time, number and bytes: the oldest results go first, and the execution log has them all, cut to its bounds.
 */
final class BackgroundCalls {
    static final Duration KEPT = Duration.ofMinutes(15);
    static final int MOST = 1000;
    static final long MOST_BYTES = 32L << 20;
    static final long LARGEST = 8L << 20;

    private final Clock clock;
    // All guarded by this.
    private final Map<String, State.Pending> pending = new HashMap<>();
    private final Map<String, Kept> ended = new LinkedHashMap<>();
    private long bytes;

    BackgroundCalls(Clock clock) {
        this.clock = clock;
    }

    /** How a call stands. */
    sealed interface State {
        /** Under way since some time. */
        record Pending(TaskRequest request, Instant since) implements State {
            @Override
            public String pluginId() {
                return request.pluginId();
            }
        }

        /** Ended, with this result. */
        record Ended(ExecutionView result) implements State {
            @Override
            public String pluginId() {
                return result.pluginId();
            }
        }

        /** Which plugin is called. */
        String pluginId();
    }

    private record Kept(ExecutionView result, long bytes, Instant until) {}

    /** Notes that a call has begun. */
    synchronized State.Pending begun(String id, TaskRequest request) {
        State.Pending begun = new State.Pending(request, clock.instant());
        pending.put(id, begun);
        return begun;
    }

    /** Keeps a result. */
    void ended(String id, ExecutionView result) {
        Kept kept = kept(result);
        synchronized (this) {
            pending.remove(id);
            ended.put(id, kept);
            bytes += kept.bytes;
            prune();
        }
    }

    /** Forgets a call that came to nothing. */
    synchronized void dropped(String id) {
        pending.remove(id);
    }

    /** How a call stands, where it is one of these and still known. */
    synchronized Optional<State> state(String id) {
        prune();
        Kept kept = ended.get(id);
        if (kept != null) return Optional.of(new State.Ended(kept.result));
        return Optional.ofNullable(pending.get(id));
    }

    private Kept kept(ExecutionView result) {
        Instant until = clock.instant().plus(KEPT);
        long size = Json.write(result).length;
        if (size <= LARGEST) return new Kept(result, size, until);
        ExecutionView without = result.withoutResult("The result has " + size + " bytes; at most " + LARGEST
                + " are kept for later. Execute it without 'Prefer: respond-async' to get it");
        return new Kept(without, Json.write(without).length, until);
    }

    private void prune() {
        Instant now = clock.instant();
        Iterator<Kept> oldest = ended.values().iterator();
        while (oldest.hasNext()) {
            Kept kept = oldest.next();
            if (ended.size() <= MOST && bytes <= MOST_BYTES && kept.until.isAfter(now)) return;
            oldest.remove();
            bytes -= kept.bytes;
        }
    }
}
