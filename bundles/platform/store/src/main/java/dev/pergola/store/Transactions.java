package dev.pergola.store;

import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/** Makes several changes one: all or none of them survive. */
@ProviderType
public interface Transactions {
    /**
     * Runs work in a transaction on the calling thread; every service of this package that the work calls on this
     * thread joins it. Commits when the work returns, rolls back when it throws. Nested calls join the outer one; if
     * one of them throws, the whole is rolled back, even where the outer work catches the exception.
     *
     * <p>Keep it short, and wait for no other thread in it: from its first change to its end, nobody else's can begin.
     *
     * @throws StoreException where it could not be committed, or a part of it had failed
     */
    <T> T inTransaction(Supplier<T> work);

    /** The same for work without a result. */
    default void inTransaction(Runnable work) {
        inTransaction(() -> {
            work.run();
            return true;
        });
    }

    /**
     * Runs something once the transaction of the calling thread has committed, and never when it rolls back; at once
     * where there is no transaction. It runs on the same thread, in the order of these calls, and may begin another
     * transaction. What it throws is logged and reaches nobody.
     */
    void afterCommit(Runnable action);
}
