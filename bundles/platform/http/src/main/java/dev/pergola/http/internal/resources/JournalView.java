package dev.pergola.http.internal.resources;

import dev.pergola.store.Deployment;
import java.time.Instant;

/** An attempt to change what runs, as the journal keeps it. */
record JournalView(
        long id,
        String operation,
        String pluginId,
        String fromVersion,
        String toVersion,
        String digest,
        String source,
        String step,
        Deployment.Outcome outcome,
        String detail,
        Instant startedAt,
        Instant finishedAt) {

    static JournalView of(Deployment deployment) {
        return new JournalView(
                deployment.id(),
                deployment.operation(),
                deployment.pluginId(),
                deployment.fromVersion(),
                deployment.toVersion(),
                deployment.digest(),
                deployment.source(),
                deployment.step(),
                deployment.outcome(),
                deployment.detail(),
                deployment.startedAt(),
                deployment.finishedAt());
    }
}
