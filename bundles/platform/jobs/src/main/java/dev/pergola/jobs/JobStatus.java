package dev.pergola.jobs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a job stands. */
public enum JobStatus {
    /** Waits for its turn. */
    QUEUED(false),
    /** A plugin is at it. */
    RUNNING(false),
    /** Waits for another attempt: the last one failed, or the plugin could not take it. */
    WAITING_RETRY(false),
    /** Done. */
    SUCCEEDED(true),
    /** Not done, and not tried again: the attempts are used up, the deadline has passed, or another try is of no use. */
    FAILED(true),
    /** Ended by somebody. */
    CANCELLED(true),
    /** Given up, as the runtime ended under it again and again. */
    DEAD(true);

    private final boolean end;

    JobStatus(boolean end) {
        this.end = end;
    }

    /** Whether it stays like that, unless somebody has it retried. */
    public boolean isEnd() {
        return end;
    }

    /** The name on the wire, such as {@code waiting_retry}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of a name on the wire. */
    public static Optional<JobStatus> named(String wireName) {
        return Arrays.stream(values())
                .filter(status -> status.wireName().equals(wireName))
                .findFirst();
    }
}
