package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A change of what runs, decided and checked, about to be made.
 *
 * @param operation what it is called: install, update, reload, rollback, enable
 * @param target the jar to run
 * @param source where it came from
 * @param replaces the version that it takes the place of; empty where it runs beside, or is new
 * @param makeCurrent whether callers get it who name no version
 * @param restoreState whether the state goes back to what it was with the target's version
 * @param verdicts what the checks said
 * @param actor who asks
 */
record Change(
        String operation,
        Descriptor target,
        String source,
        Optional<Managed> replaces,
        boolean makeCurrent,
        boolean restoreState,
        List<Verdict> verdicts,
        String actor) {
    String fromVersion() {
        return replaces.map(Managed::version).orElse("");
    }

    /** How it stands in the journal when it begins. */
    Deployment entry() {
        return new Deployment(
                0,
                operation,
                target.id(),
                fromVersion(),
                target.version().toString(),
                target.digest(),
                source,
                "begun",
                Deployment.Outcome.PENDING,
                "",
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
