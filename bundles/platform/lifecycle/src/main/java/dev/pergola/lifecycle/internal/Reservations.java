package dev.pergola.lifecycle.internal;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Lets operations on different plugins go on at the same time, and those that touch the same plugin one after the other:
 * a plugin that hangs while it starts holds up nobody but its own family.
 */
final class Reservations {
    private final Set<String> taken = new HashSet<>();

    /**
     * Runs work while nobody else works on the same plugins.
     *
     * @param plugins which ones; asked again after each wait, as the answer may have changed by then
     */
    <T> T holding(Supplier<Set<String>> plugins, Supplier<T> work) {
        Set<String> mine = take(plugins);
        try {
            return work.get();
        } finally {
            give(mine);
        }
    }

    private synchronized Set<String> take(Supplier<Set<String>> plugins) {
        while (true) {
            Set<String> wanted = Set.copyOf(plugins.get());
            if (wanted.stream().noneMatch(taken::contains)) {
                taken.addAll(wanted);
                return wanted;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for another operation on " + wanted, e);
            }
        }
    }

    private synchronized void give(Set<String> mine) {
        taken.removeAll(mine);
        notifyAll();
    }
}
