package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.HeldJar;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An installation that was asked for.
 *
 * @param descriptor the jar
 * @param source where it came from
 * @param options how to install it
 * @param intent what it means
 * @param verdicts what the checks say; empty as long as they have not been asked
 * @param actor who asks
 * @param started when, by {@link System#nanoTime}
 */
record Attempt(
        Descriptor descriptor,
        String source,
        InstallOptions options,
        Intent intent,
        List<Verdict> verdicts,
        String actor,
        long started) {
    Attempt with(InstallOptions checked) {
        return new Attempt(descriptor, source, checked, intent, verdicts, actor, started);
    }

    Attempt with(List<Verdict> said) {
        return new Attempt(descriptor, source, options, intent, said, actor, started);
    }

    /** The change that it comes to. */
    Change change(Registry registry) {
        return new Change(
                intent.operation().equals("install") ? "install" : "update",
                descriptor,
                source,
                options.sideBySide() ? Optional.empty() : intent.replaces(),
                !options.sideBySide()
                        || registry.versions(descriptor.id()).stream()
                                .allMatch(m -> m.descriptor().digest().equals(descriptor.digest())),
                false,
                verdicts,
                actor);
    }

    /** The same, to be gone on with once somebody has decided. */
    HeldJar held() {
        return new HeldJar(
                descriptor.id(),
                descriptor.version().toString(),
                descriptor.digest(),
                source,
                options.enable(),
                options.sideBySide(),
                options.configuration(),
                Holds.reasons(Checks.problems(verdicts)),
                Instant.now());
    }

    /** What became of it, where nothing that runs was changed. */
    DeploymentReport report(long id, String from, Outcome outcome, List<Problem> problems) {
        return report("install", id, descriptor, from, outcome, verdicts, problems, started);
    }

    static DeploymentReport report(
            String operation,
            long id,
            Descriptor descriptor,
            String from,
            Outcome outcome,
            List<Verdict> verdicts,
            List<Problem> problems,
            long started) {
        return new DeploymentReport(
                id,
                operation,
                descriptor.id(),
                from,
                descriptor.version().toString(),
                outcome,
                verdicts,
                problems,
                Duration.ofNanos(System.nanoTime() - started));
    }
}
