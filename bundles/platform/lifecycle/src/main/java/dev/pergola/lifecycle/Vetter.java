package dev.pergola.lifecycle;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks at a jar before anything of it is installed: its signature, its code, its vulnerabilities. Any number of them,
 * offered as OSGi services, are asked in the order of {@code service.ranking}, highest first; the first verdict that does
 * not pass ends it. One that throws or exceeds its time has failed, and the jar is refused.
 */
@ConsumerType
public interface Vetter {
    /** The name that verdicts carry. */
    String name();

    /** What it finds; empty where it has nothing to say. */
    List<Verdict> vet(Candidate candidate) throws Exception;

    /**
     * What it finds of a bundle that has been wired to others and is about to start, seen as it is wired now. Asked where
     * that differs from what was looked at before: after an update of what it is wired to, a rollback, another Java or
     * another version of the platform.
     *
     * @param candidate its jar, which has passed before
     * @param bundleId the bundle
     */
    default List<Verdict> vetWired(Candidate candidate, long bundleId) throws Exception {
        return List.of();
    }

    /**
     * What keeps it from seeing all that it should, such as data that is old or cannot be read; empty where nothing does.
     * Shown where somebody asks after a plugin, and in the health of the runtime, so it must not take long.
     */
    default List<Problem> problems() throws Exception {
        return List.of();
    }

    /**
     * What there is to say by now of a plugin that is installed, such as a vulnerability that has become known since.
     *
     * @param digest SHA-256 of its jar
     */
    default List<Problem> problems(String pluginId, String digest) throws Exception {
        return List.of();
    }
}
