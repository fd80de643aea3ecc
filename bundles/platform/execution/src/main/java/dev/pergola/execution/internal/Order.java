package dev.pergola.execution.internal;

import dev.pergola.execution.Dispatcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call that is asked for.
 *
 * @param <T> type of the answer
 * @param type name of the extension point
 * @param timeout longest time to wait; empty for the plugin's limit
 * @param attributes what the plugin finds in its execution context
 * @param caller who asks
 * @param input what the call is given, for the log
 * @param guest the plugin whose code asks, and takes part in the call; empty for the platform
 * @param mode what is special about it
 * @param work what is to be done
 */
record Order<T>(
        String type,
        Optional<Duration> timeout,
        Map<String, Object> attributes,
        String caller,
        Map<String, Object> input,
        Optional<Hosted> guest,
        Mode mode,
        Work<T> work) {

    enum Mode {
        /** A call like any other. */
        NORMAL,
        /** Part of the plugin's life: not held up by the gate, the circuit breaker or the number of calls. */
        LIFECYCLE,
        /** An event for a listener. One that does not get in now is asked for again, so it is not recorded. */
        EVENT,
        /** The same for an event about calls: it makes no such event itself, or there would be no end to them. */
        EVENT_ABOUT_CALLS;

        boolean triedAgainWhenBusy() {
            return this == EVENT || this == EVENT_ABOUT_CALLS;
        }
    }

    /** What is to be done. Belongs to one call. */
    interface Work<T> {
        /** The instance to do it in, entered; in lifecycle mode visited. Throws {@link Refused} where there is none. */
        Hosted enter();

        /** The extension of the instance that does it. Throws {@link Refused} where there is none. */
        ExtensionEntry select(Hosted hosted);

        /** Who else takes part, each visited and past its circuit breaker; leaving is up to the call. */
        default List<Participant> enterCompanions() {
            return List.of();
        }

        /** What is asked, for the log. */
        String operation();

        /** Whether it is data in, data out, so that any tier can do it. */
        default boolean portable() {
            return false;
        }

        /** Does it, on the plugin's thread. */
        Dispatcher.Outcome<T> run(Call<T> call, Dispatcher dispatcher);
    }
}
