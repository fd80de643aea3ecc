package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.Artifacts.Staged;
import dev.pergola.lifecycle.internal.DroppedFile.Stamp;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one file in a plugin directory, and does what it comes to. A file is taken when it is a whole jar and has not
 * changed while it was copied.
 */
final class Intake {
    static final String ACTOR = "drop-in";

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    /** A file that is no jar and has not changed for so long is not going to become one. */
    private static final Duration SETTLE = Duration.ofSeconds(2);
    /** How long a file may be gone before its plugin goes: a rename, or a tool that deletes and writes anew, is quicker. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Artifacts artifacts;
    private final Installer installer;
    private final Manager manager;
    private final Registry registry;
    private final DeploymentJournal journal;
    private final Holds holds;
    private final Refusals refusals;

    Intake(
            Artifacts artifacts,
            Installer installer,
            Manager manager,
            Registry registry,
            DeploymentJournal journal,
            Holds holds,
            Refusals refusals) {
        this.artifacts = artifacts;
        this.installer = installer;
        this.manager = manager;
        this.registry = registry;
        this.journal = journal;
        this.holds = holds;
        this.refusals = refusals;
    }

    /**
     * What came of looking at a file.
     *
     * @param later after what time to look again; empty for when something happens to it
     * @param installed whether something has been installed, so that others may have what they waited for
     * @param uninstalled whether something has been uninstalled, which may have been in the way of others
     * @param gone whether the file is gone for good
     */
    record Turn(Optional<Duration> later, boolean installed, boolean uninstalled, boolean gone) {
        private static final Turn OVER = new Turn(Optional.empty(), false, false, false);
        private static final Turn INSTALLED = new Turn(Optional.empty(), true, false, false);

        private static Turn again(Duration after) {
            return new Turn(Optional.of(after), false, false, false);
        }

        private static Turn gone(boolean uninstalled) {
            return new Turn(Optional.empty(), false, uninstalled, true);
        }
    }

    Turn look(Path path, DroppedFile file) {
        try {
            Stamp before = Stamp.of(path);
            if (!file.isNews(before)) return Turn.OVER;
            return take(path, file, before);
        } catch (NoSuchFileException e) {
            return gone(path, file);
        } catch (IOException e) {
            if (file.youngerThan(SETTLE)) return Turn.again(file.nextWait());
            file.settled();
            return refused(
                    path,
                    file,
                    new Problem(
                            "unreadable",
                            path + " cannot be taken in: " + e.getMessage(),
                            "See that it can be read and that the data directory has room, then touch the file"));
        }
    }

    private Turn take(Path path, DroppedFile file, Stamp before) throws IOException {
        try (Staged staged = artifacts.stage(path)) {
            if (!Stamp.of(path).equals(before)) return Turn.again(file.nextWait());
            DescriptorReader.requireComplete(staged.path());
            file.settled();
            if (failedBefore(path, staged.digest())) return Turn.OVER;
            return told(path, file, installer.install(staged, path.toString(), InstallOptions.DEFAULT, true, ACTOR));
        } catch (IncompleteJarException e) {
            if (file.youngerThan(SETTLE)) return Turn.again(file.nextWait());
            file.settled();
            return refused(path, file, new Problem("no-jar", String.valueOf(e.getMessage()), "Copy the file again"));
        } catch (RefusedException e) {
            file.settled();
            return refused(path, file, e.problem());
        }
    }

    /** A jar that failed is not tried again by itself, only when somebody says so. */
    private boolean failedBefore(Path path, String digest) {
        boolean failed = journal.latestFrom(path.toString())
                .filter(d -> d.digest().equals(digest))
                .filter(d -> d.outcome() == Deployment.Outcome.ROLLED_BACK)
                .isPresent();
        if (failed) LOG.info("{} failed before and is not tried again; plugin:install {} does that", path, path);
        return failed;
    }

    private Turn refused(Path path, DroppedFile file, Problem problem) {
        return told(path, file, refusals.refuse(path, problem));
    }

    private static Turn told(Path path, DroppedFile file, DeploymentReport report) {
        file.report(report);
        log(path, report);
        boolean installed = report.outcome() == Outcome.DONE || report.outcome() == Outcome.WAITING;
        return installed ? Turn.INSTALLED : Turn.OVER;
    }

    private static void log(Path path, DeploymentReport report) {
        String name = report.pluginId().isEmpty() ? path.getFileName().toString() : report.pluginId();
        switch (report.outcome()) {
            case DONE ->
                LOG.info(
                        "{} {} {}: active after {} ms",
                        report.operation(),
                        name,
                        report.toVersion(),
                        report.took().toMillis());
            case UNCHANGED -> LOG.debug("{} has nothing new", path);
            case WAITING ->
                LOG.info(
                        "{} {} waits: {}",
                        name,
                        report.toVersion(),
                        report.problems().get(0).message());
            case REFUSED, ROLLED_BACK, FAILED ->
                report.problems()
                        .forEach(p -> LOG.warn(
                                "{} {}: {} ({}): {}. {}",
                                report.operation(),
                                name,
                                report.outcome(),
                                path,
                                p.message(),
                                p.remedy()));
        }
    }

    /** The file is gone. Unless it comes back soon, or its content under another name, its plugin goes too. */
    private Turn gone(Path path, DroppedFile file) {
        if (!file.goneFor(GRACE)) return Turn.again(Duration.ofMillis(100));
        boolean uninstalled = false;
        for (Managed managed : registry.all()) {
            if (!managed.installation().source().equals(path.toString()) || Files.exists(path)) continue;
            LOG.info("{} is gone; {} is uninstalled, its state is kept", path, managed);
            manager.fileGone(managed, ACTOR);
            uninstalled = true;
        }
        if (!Files.exists(path)) holds.forget(held -> held.source().equals(path.toString()));
        return Turn.gone(uninstalled);
    }
}
