package dev.pergola.execution.internal;

import dev.pergola.api.Status;
import org.jspecify.annotations.Nullable;

/** An extension that takes part in a call, and how it has fared so far. */
final class Participant {
    private final ExtensionEntry entry;
    private final @Nullable Breaker breaker;
    private volatile @Nullable Status fared;
    private volatile @Nullable Throwable shared;

    /** The circuit breaker has let the call pass; none for a call that it does not count. */
    Participant(ExtensionEntry entry, @Nullable Breaker breaker) {
        this.entry = entry;
        this.breaker = breaker;
    }

    ExtensionEntry entry() {
        return entry;
    }

    Hosted hosted() {
        return entry.hosted();
    }

    void fared(Status status) {
        fared = status;
    }

    /** The same, where others fare so for the same reason. */
    void fared(Status status, @Nullable Throwable sharedReason) {
        shared = sharedReason;
        fared = status;
    }

    /** Tells the circuit breaker, once, when the call has ended. */
    void settle() {
        if (breaker == null) return;
        Status status = fared;
        if (status == Status.SUCCESS) breaker.succeeded();
        else if (status == Status.FAILED || status == Status.TIMEOUT || status == Status.RESOURCE_LIMIT_EXCEEDED) {
            breaker.failed(shared);
        } else breaker.saidNothing();
    }
}
