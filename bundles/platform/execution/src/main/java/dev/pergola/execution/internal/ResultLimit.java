package dev.pergola.execution.internal;

import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.extension.TaskResult;
import java.util.Locale;

/**
 * How much a plugin may answer: the answer is kept, logged, and written out again by whoever asked. It is measured on the
 * plugin's thread, within the call's time.
 */
final class ResultLimit {
    private static final long MIB = 1 << 20;
    /** How much further than the limit is counted, so as to say how much it was. */
    private static final int BEYOND = 16;

    private final long most;

    ResultLimit(long megabytes) {
        this.most = megabytes * MIB;
    }

    /** Throws where an answer is larger; types that are not data are for those who know them, and not measured. */
    void check(Object answer, ExtensionEntry by) {
        Object data = answer instanceof TaskResult task ? task.output() : answer;
        long bytes = JsonSize.of(data, most);
        if (bytes <= most) return;
        long counted = JsonSize.of(data, most * BEYOND);
        throw new ResourceLimitExceededException(String.format(
                Locale.ROOT,
                "%s answered with %s%,d bytes of JSON; the limit is %,d (execution.max-result-mb). Give less at a time,"
                        + " or put it where the caller can fetch it",
                by,
                counted > most * BEYOND ? "more than " : "",
                Math.min(counted, most * BEYOND),
                most));
    }
}
