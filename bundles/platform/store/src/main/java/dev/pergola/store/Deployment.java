package dev.pergola.store;

import java.time.Instant;

/**
 * One attempt to change what runs, as the journal keeps it.
 *
 * @param id number given by the journal
 * @param operation what was attempted: install, update, reload, rollback, enable, disable, uninstall, start, retry
 * @param pluginId plugin that it is about
 * @param fromVersion version before, empty where there was none
 * @param toVersion version after, empty where there is none
 * @param digest digest of the jar to install, empty where there is none
 * @param source where the jar came from, empty where there is none
 * @param step last step that was begun
 * @param outcome how it stands
 * @param detail why it failed, or what was done; for a person
 * @param startedAt when it began
 * @param finishedAt when it ended; equal to startedAt while pending
 */
public record Deployment(
        long id,
        String operation,
        String pluginId,
        String fromVersion,
        String toVersion,
        String digest,
        String source,
        String step,
        Outcome outcome,
        String detail,
        Instant startedAt,
        Instant finishedAt) {
    /** How a deployment stands. */
    public enum Outcome {
        /** Under way, or cut off by a crash. */
        PENDING,
        /** Done. */
        COMMITTED,
        /** Failed, and everything is as it was before. */
        ROLLED_BACK,
        /** Refused before anything was changed. */
        REFUSED,
        /** Kept, and not installed until a person has decided. */
        HELD,
        /** Cut off by a crash and undone at the next start. */
        INTERRUPTED
    }
}
