package dev.pergola.http.internal.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers what became of requests that carried an Idempotency-Key, so that a client that did not hear the answer can
 * ask again without doing it twice. In memory, for a day, and bounded in number and size: the oldest go first.
 */
final class IdempotencyStore {
    static final Duration KEPT = Duration.ofHours(24);
    private static final int MOST_ENTRIES = 10_000;
    private static final long MOST_BYTES = 32L << 20;
    private static final int LARGEST_ANSWER = 1 << 18;

    private final Clock clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    IdempotencyStore(Clock clock) {
        this.clock = clock;
    }

    /** Begins a request, or tells what became of it before. */
    synchronized State begin(String key, byte[] fingerprint) {
        Instant now = clock.instant();
        Entry known = entries.get(key);
        if (known != null && known.since.plus(KEPT).isAfter(now)) {
            if (!Arrays.equals(known.fingerprint, fingerprint)) return new State.OtherRequest();
            return known.state;
        }
        if (known != null) remove(key);
        trim(now);
        entries.put(key, new Entry(now, fingerprint.clone(), new State.InProgress()));
        return new State.Begun();
    }

    /** Keeps the answer, or, where it is too large or not given, that there was one. */
    synchronized void finish(String key, Optional<Answer> answer) {
        Entry entry = entries.get(key);
        if (entry == null) return;
        entry.state = new State.Done(answer.filter(given -> given.body().length <= LARGEST_ANSWER));
        bytes += entry.size();
        trim(clock.instant());
    }

    /** Forgets a request that did not get to do anything, so that it can be repeated. */
    synchronized void forget(String key) {
        remove(key);
    }

    private void remove(String key) {
        Entry removed = entries.remove(key);
        if (removed != null) bytes -= removed.size();
    }

    private void trim(Instant now) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            boolean old = !entry.since.plus(KEPT).isAfter(now);
            if (!old && entries.size() < MOST_ENTRIES && bytes <= MOST_BYTES) return;
            if (entry.state instanceof State.InProgress && !old) continue;
            oldest.remove();
            bytes -= entry.size();
        }
    }

    /** How a request stands. */
    sealed interface State {
        /** New: to be done. */
        record Begun() implements State {}

        /** Being done. */
        record InProgress() implements State {}

        /**
         * Done before.
         *
         * @param answer its answer, where it was small enough to keep
         */
        record Done(Optional<Answer> answer) implements State {}

        /** The key belongs to another request. */
        record OtherRequest() implements State {}
    }

    /**
     * An answer.
     *
     * @param status HTTP status
     * @param mediaType media type, empty where there is no body
     * @param body the body
     * @param headers more headers
     */
    record Answer(int status, String mediaType, byte[] body, Map<String, String> headers) {}

    private static final class Entry {
        private final Instant since;
        private final byte[] fingerprint;
        private State state;

        private Entry(Instant since, byte[] fingerprint, State state) {
            this.since = since;
            this.fingerprint = fingerprint;
            this.state = state;
        }

        private int size() {
            return state instanceof State.Done done
                    ? done.answer.map(answer -> answer.body().length).orElse(0)
                    : 0;
        }
    }
}
