package dev.pergola.security.attack;

import java.util.concurrent.Callable;

/** What came of something that was tried on an occasion of the platform's own. */
final class Attempt {
    private volatile Object loot;
    private volatile Exception failure = new IllegalStateException("It was never tried");

    void make(Callable<?> work) {
        try {
            loot = work.call();
            failure = null;
        } catch (Exception e) {
            failure = e;
        }
    }

    /** Gives what it got, or throws what kept it from it. */
    Object outcome() throws Exception {
        if (failure != null) throw failure;
        return loot;
    }
}
