package dev.pergola.lifecycle.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.Deployment;
import dev.pergola.store.Installation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written down of one change: its steps in the journal, how it ended, in the audit log and the events too, and
 * what is installed from then on. How it ended is one transaction.
 */
final class ChangeRecord {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeRecord.class);
    /** How many snapshots of a plugin's state are kept. */
    private static final int SNAPSHOTS = 5;

    /** Stands for a start of what is installed already: nothing changes hands, so there is nothing to undo. */
    static final long NOT_JOURNALED = 0;

    private final Stores stores;
    private final PlatformEvents events;
    private final Change change;
    private final long journalId;
    private final long started = System.nanoTime();

    ChangeRecord(Stores stores, PlatformEvents events, Change change, long journalId) {
        this.stores = stores;
        this.events = events;
        this.change = change;
        this.journalId = journalId;
    }

    void step(String step) {
        if (journalId != NOT_JOURNALED) stores.journal().step(journalId, step);
        LOG.debug("{} of {}: {}", change.operation(), change.target(), step);
    }

    /** From here on it is the new instances that run. Throws what the store throws, and then nothing is written. */
    void committed(List<Member> members, Installation installation) {
        // Before the transaction: whoever writes has the state first and then the row, and so must this.
        ScopedState.holding(
                members.stream().flatMap(Member::state).toList(), () -> commitHolding(members, installation));
    }

    private void commitHolding(List<Member> members, Installation installation) {
        // What the old instances still write while they drain belongs to the state that is being taken back.
        if (change.restoreState()) members.forEach(m -> m.oldState().forEach(ScopedState::detach));
        try {
            stores.transactions().inTransaction(() -> {
                states(members);
                change.replaces()
                        .filter(old -> !old.descriptor()
                                .version()
                                .equals(change.target().version()))
                        .ifPresent(old -> stores.installations().remove(old.id(), old.version()));
                stores.installations().save(installation);
                change.replaces().ifPresent(old -> stores.quarantines().remove(old.id(), old.version()));
                passed();
                audit("ok", Map.of());
                publish("COMMITTED", List.of());
                end(Deployment.Outcome.COMMITTED, moved(members));
            });
        } catch (RuntimeException e) {
            if (change.restoreState()) members.forEach(m -> m.oldState().forEach(state -> attach(state, e)));
            throw e;
        }
        members.forEach(m -> m.state().forEach(ScopedState::promote));
    }

    private static void attach(ScopedState state, RuntimeException cause) {
        try {
            state.attach();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void states(List<Member> members) {
        for (Member member : members) {
            member.old()
                    .filter(Managed::isPlugin)
                    .filter(old -> !old.descriptor()
                            .digest()
                            .equals(member.descriptor().digest()))
                    .ifPresent(old -> {
                        stores.states().snapshot(old.id(), label(old.descriptor()));
                        stores.states().pruneSnapshots(old.id(), SNAPSHOTS);
                    });
        }
        if (change.restoreState()) {
            stores.states()
                    .restore(stores.states()
                            .latestSnapshot(change.target().id(), label(change.target()))
                            .orElseThrow(this::noSnapshot)
                            .id());
        }
        members.forEach(m -> m.state().forEach(ScopedState::writeThrough));
    }

    /** A build, not a version: two builds of one version are two things to go back to. */
    private static String label(Descriptor descriptor) {
        return descriptor.version() + " " + descriptor.digest().substring(0, 12);
    }

    private RefusedException noSnapshot() {
        return new RefusedException(
                "no-snapshot",
                "The state of " + change.target() + " is not kept any more, and the newer one's may not fit it",
                "plugin:rollback --keep-state goes back and leaves the state as it is");
    }

    private static String moved(List<Member> members) {
        if (members.size() == 1) return "";
        return "with "
                + members.stream().skip(1).map(m -> m.descriptor().toString()).toList();
    }

    /** Installed without being started: what is needed is not there yet. */
    DeploymentReport waiting(List<Problem> missing, Installation installation) {
        stores.transactions().inTransaction(() -> {
            stores.installations().save(installation);
            passed();
            audit(
                    "waiting",
                    Map.of("for", missing.stream().map(Problem::message).toList()));
            publish("WAITING", missing);
            end(Deployment.Outcome.COMMITTED, "waiting: " + messages(missing));
        });
        return report(Outcome.WAITING, missing);
    }

    /** A jar that went through the checks; what is started otherwise was not looked at again. */
    private void passed() {
        if (!change.verdicts().isEmpty()) stores.holds().passed(change.target());
    }

    /**
     * Kept, and not installed until somebody decides.
     *
     * @param more what else is written down
     */
    DeploymentReport held(List<Problem> problems, Runnable more) {
        stores.transactions().inTransaction(() -> {
            more.run();
            audit("held", Map.of("problems", messages(problems)));
            publish("HELD", problems);
            end(Deployment.Outcome.HELD, messages(problems));
        });
        return report(Outcome.WAITING, problems);
    }

    /** Nothing was begun. */
    DeploymentReport refused(List<Problem> problems) {
        finish("REFUSED", Deployment.Outcome.REFUSED, problems, () -> {});
        return report(Outcome.REFUSED, problems);
    }

    /** All is as it was before; where there was nothing before, there is a failed plugin now. */
    DeploymentReport undone(List<Problem> problems) {
        Outcome outcome = change.replaces().isEmpty() ? Outcome.FAILED : Outcome.ROLLED_BACK;
        finish(outcome.name(), Deployment.Outcome.ROLLED_BACK, problems, this::passed);
        return report(outcome, problems);
    }

    private void finish(String word, Deployment.Outcome outcome, List<Problem> problems, Runnable more) {
        try {
            stores.transactions().inTransaction(() -> {
                more.run();
                audit(word.toLowerCase(Locale.ROOT), Map.of("problems", messages(problems)));
                publish(word, problems);
                end(outcome, messages(problems));
            });
        } catch (RuntimeException e) {
            LOG.error("The outcome of deployment {} could not be recorded: {}", journalId, messages(problems), e);
        }
    }

    private void end(Deployment.Outcome outcome, String detail) {
        if (journalId != NOT_JOURNALED) stores.journal().finish(journalId, outcome, detail);
    }

    private void publish(String word, List<Problem> problems) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("deployment", journalId);
        data.put("operation", change.operation());
        data.put("plugin", change.target().id());
        data.put("from", change.fromVersion());
        data.put("to", change.target().version().toString());
        data.put("problems", problems.stream().map(Problem::message).toList());
        events.publish(Topics.DEPLOYMENT + "/" + word, data);
    }

    private void audit(String outcome, Map<String, Object> detail) {
        Map<String, Object> data = new LinkedHashMap<>(detail);
        data.put("from", change.fromVersion());
        data.put("to", change.target().version().toString());
        data.put("source", change.source());
        stores.audit()
                .append(new AuditEntry(
                        0,
                        Instant.now(),
                        change.actor(),
                        "plugin." + change.operation(),
                        change.target().id(),
                        outcome,
                        data));
    }

    private static String messages(List<Problem> problems) {
        return String.join("; ", problems.stream().map(Problem::message).toList());
    }

    DeploymentReport report(Outcome outcome, List<Problem> problems) {
        return new DeploymentReport(
                journalId,
                change.operation(),
                change.target().id(),
                change.fromVersion(),
                change.target().version().toString(),
                outcome,
                change.verdicts(),
                problems,
                Duration.ofNanos(System.nanoTime() - started));
    }
}
