package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Writes down that a jar was refused, before anything was changed. */
final class Refusals {
    private final DeploymentJournal journal;

    Refusals(DeploymentJournal journal) {
        this.journal = journal;
    }

    /** An installation that does not go on. */
    DeploymentReport refuse(Attempt attempt, List<Problem> problems) {
        Descriptor descriptor = attempt.descriptor();
        return refuse(
                descriptor.digest(),
                attempt.source(),
                descriptor.id(),
                descriptor.version().toString(),
                problems,
                attempt.verdicts(),
                attempt.started());
    }

    /** A jar that does not say what it is, or that is not there any more as it was. */
    DeploymentReport refuse(String digest, String source, String id, String version, Problem problem, long started) {
        return refuse(digest, source, id, version, List.of(problem), List.of(), started);
    }

    private DeploymentReport refuse(
            String digest,
            String source,
            String id,
            String version,
            List<Problem> problems,
            List<Verdict> verdicts,
            long started) {
        String why = String.join(
                "; ",
                problems.stream().map(p -> p.message() + ". " + p.remedy()).toList());
        return new DeploymentReport(
                journaled(id, version, digest, source, "checking", why),
                "install",
                id,
                "",
                version,
                Outcome.REFUSED,
                verdicts,
                problems,
                Duration.ofNanos(System.nanoTime() - started));
    }

    /** A file that is no jar. */
    DeploymentReport refuse(Path file, Problem problem) {
        return new DeploymentReport(
                journaled("", "", "", file.toString(), "identifying", problem.message()),
                "install",
                "",
                "",
                "",
                Outcome.REFUSED,
                List.of(),
                List.of(problem),
                Duration.ZERO);
    }

    private long journaled(String id, String version, String digest, String source, String step, String why) {
        Deployment begun = journal.begin(new Deployment(
                0,
                "install",
                id,
                "",
                version,
                digest,
                source,
                step,
                Deployment.Outcome.PENDING,
                "",
                Instant.EPOCH,
                Instant.EPOCH));
        journal.finish(begun.id(), Deployment.Outcome.REFUSED, why);
        return begun.id();
    }
}
