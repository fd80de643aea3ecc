package dev.pergola.security.attack;

import java.util.concurrent.Callable;

/** What came of something that was tried on an occasion of the platform's own. */
public final class Attempt {
    /** What is said of one that the platform has given no occasion for, in this process. */
    public static final String NEVER = "It was never tried";

    private volatile Object loot;
    private volatile Exception failure = new IllegalStateException(NEVER);

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
