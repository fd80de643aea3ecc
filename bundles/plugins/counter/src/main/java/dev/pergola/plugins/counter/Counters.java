package dev.pergola.plugins.counter;

import dev.pergola.api.StateStore;
import java.util.Map;

/** Counters by name in a plugin's state: each is one key, so that two of them never wait for each other. */
final class Counters {
    private static final String PREFIX = "counter.";
    private static final String VALUE = "value";
    private final StateStore state;

    Counters(StateStore state) {
        this.state = state;
    }

    /** Adds atomically; no call's addition is lost. Throws {@link ArithmeticException} beyond the range of a long. */
    long add(String name, long by) {
        return value(state.update(PREFIX + name, old -> Map.of(VALUE, Math.addExact(value(old), by))));
    }

    long read(String name) {
        return value(state.get(PREFIX + name).orElse(Map.of()));
    }

    /** Whether every counter holds a number: another version of this plugin may have written something else. */
    boolean readable() {
        return state.keys().stream()
                .filter(key -> key.startsWith(PREFIX))
                .allMatch(key ->
                        state.get(key).map(value -> value.get(VALUE)).stream().allMatch(Number.class::isInstance));
    }

    private static long value(Map<String, Object> stored) {
        return stored.get(VALUE) instanceof Number number ? number.longValue() : 0;
    }
}
