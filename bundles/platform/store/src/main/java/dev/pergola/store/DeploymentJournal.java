package dev.pergola.store;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Every attempt to change what runs, step by step, so that a crash at any point can be told and undone. */
@ProviderType
public interface DeploymentJournal {
    /** Begins; gives the deployment with its number. The id, outcome and times of what is given do not matter. */
    Deployment begin(Deployment deployment);

    /**
     * Notes that a step begins.
     *
     * @throws IllegalStateException where the deployment has ended, or never began
     */
    void step(long id, String step);

    /**
     * Ends.
     *
     * @throws IllegalStateException where the deployment has ended, or never began
     */
    void finish(long id, Deployment.Outcome outcome, String detail);

    /** Those that a crash cut off, oldest first. */
    List<Deployment> pending();

    /** The latest of one plugin, newest first. */
    List<Deployment> of(String pluginId, int limit);

    /** The latest of one plugin and jar. */
    Optional<Deployment> latest(String pluginId, String digest);

    /** The latest that came from a file or URL. */
    Optional<Deployment> latestFrom(String source);

    /** The latest of all, newest first. */
    List<Deployment> recent(int limit);
}
