package dev.pergola.lifecycle.internal;

import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an uninstalled plugin. They go only once the store says that it is uninstalled, as no transaction would
 * bring them back; the journal says until then that they have to go, so that the next start sees to it after a crash.
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final String REMOVING = "removing";
    private static final String REMOVING_ALL_DATA = "removing with data";

    private final List<Path> directories;
    private final Function<String, Path> dataDirectory;
    private final DeploymentJournal journal;

    Leftovers(List<Path> directories, Function<String, Path> dataDirectory, DeploymentJournal journal) {
        this.directories = directories;
        this.dataDirectory = dataDirectory;
        this.journal = journal;
    }

    /** Notes, in the transaction of the calling thread, that what is left of a plugin has to go. */
    void note(Deployment uninstallation, boolean withData) {
        journal.step(uninstallation.id(), withData ? REMOVING_ALL_DATA : REMOVING);
    }

    /** Whether this uninstallation was committed, and then cut off. */
    static boolean remain(Deployment deployment) {
        return deployment.step().equals(REMOVING) || deployment.step().equals(REMOVING_ALL_DATA);
    }

    /** Removes what is left, and ends the deployment. May be done again. */
    void remove(Deployment uninstallation, boolean withData) {
        setAside(uninstallation.source());
        if (withData) deleteTree(dataDirectory.apply(uninstallation.pluginId()));
        journal.finish(uninstallation.id(), Deployment.Outcome.COMMITTED, "");
    }

    /** Does what a crash kept from being done. What has been installed anew since is nobody's leftover. */
    void removeAtLast(Deployment uninstallation, boolean installedAnew) {
        if (installedAnew) journal.finish(uninstallation.id(), Deployment.Outcome.COMMITTED, "");
        else remove(uninstallation, uninstallation.step().equals(REMOVING_ALL_DATA));
    }

    /** Where the file of an uninstalled plugin is put. */
    static Path aside(Path file) {
        return file.resolveSibling(file.getFileName() + ".uninstalled");
    }

    /** Keeps the file from being installed again at the next start, without destroying it. */
    void setAside(String source) {
        Path file = Sources.path(source).filter(Files::exists).orElse(null);
        if (file == null || !directories.contains(file.getParent())) return;
        try {
            Files.move(file, aside(file), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn(
                    "{} is uninstalled, but its file could not be set aside and will be found at the next start: {}",
                    file,
                    e.getMessage());
        }
    }

    private static void deleteTree(Path root) {
        if (!Files.exists(root)) return;
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Collections.reverseOrder()).toList()) Files.deleteIfExists(path);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The data directory {} could not be removed whole: {}", root, e.getMessage());
        }
    }
}
