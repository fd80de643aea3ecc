package dev.pergola.jobs;

import java.util.Optional;

/**
 * Which jobs.
 *
 * @param pluginId only those of a plugin
 * @param status only those of a status
 * @param cursor where the page before ended: {@link JobPage#next}
 * @param limit most on this page, from 1 to 1000
 */
public record JobQuery(Optional<String> pluginId, Optional<JobStatus> status, Optional<String> cursor, int limit) {
    /** Most on a page. */
    public static final int MOST = 1000;

    /** Checks. */
    public JobQuery {
        if (limit < 1 || limit > MOST)
            throw new IllegalArgumentException("A page has 1 to " + MOST + " jobs, not " + limit);
    }
}
