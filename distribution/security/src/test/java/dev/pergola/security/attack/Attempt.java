package dev.pergola.security.attack;

import java.util.concurrent.Callable;

/** What came of something that was tried on an occasion of the platform's own. */
final class Attempt {
    private volatile Object loot;
    private volatile Exception failure = new IllegalStateException("It was never tried");

    /** What it once got it has, though there be nothing the next time: the tests clean up in between. */
    void make(Callable<?> work) {
        try {
            Object got = work.call();
            if (!got.toString().isEmpty()) loot = got;
        } catch (Exception e) {
            failure = e;
        }
    }

    /** Gives what it got, or throws what kept it from it. */
    Object outcome() throws Exception {
        Object got = loot;
        if (got == null) throw failure;
        return got;
    }
}
