package dev.pergola.execution;

import dev.pergola.api.Values;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How to call.
 *
 * @param operation what is asked, for the log
 * @param timeout longest time to wait; empty for the plugin's limit, which also bounds it
 * @param attributes what the plugin finds in its execution context
 * @param caller who asks, for the log
 * @param input what the call is given, for the log; empty for nothing
 */
public record CallOptions(
        String operation,
        Optional<Duration> timeout,
        Map<String, Object> attributes,
        String caller,
        Map<String, Object> input) {
    /** Copies. */
    public CallOptions {
        attributes = Values.copyOf(attributes);
        input = Values.copyOf(input);
    }

    /** For an operation of the platform itself. */
    public static CallOptions platform(String operation) {
        return new CallOptions(operation, Optional.empty(), Map.of(), "pergola", Map.of());
    }

    /** The same with another time limit. */
    public CallOptions within(Duration timeout) {
        return new CallOptions(operation, Optional.of(timeout), attributes, caller, input);
    }
}
