package dev.pergola.jobs;

import java.util.List;
import java.util.Optional;

/**
 * A part of the list of jobs.
 *
 * @param jobs newest first
 * @param next where the next page begins; empty on the last one
 */
public record JobPage(List<Job> jobs, Optional<String> next) {
    /** Copies. */
    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
