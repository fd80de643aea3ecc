package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.internal.Managed.Live;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A member of a change: the instance that comes, and the entry that goes.
 *
 * @param descriptor the jar of the instance
 * @param live the instance
 * @param old the entry whose place it takes; empty where it takes none
 * @param current whether callers get it who name no version
 */
record Member(Descriptor descriptor, Live live, Optional<Managed> old, boolean current) {
    /** The state as the instance that comes sees it; none for a library. */
    Stream<ScopedState> state() {
        return state(Optional.of(live));
    }

    /** The state as the instance that goes sees it; none for a library, or where nothing goes. */
    Stream<ScopedState> oldState() {
        return state(old.flatMap(Managed::live));
    }

    private static Stream<ScopedState> state(Optional<Live> live) {
        return live.flatMap(Live::plugin).stream()
                .map(running -> running.context().scopedState());
    }
}
