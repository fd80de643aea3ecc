package dev.pergola.plugins.concordance;

import dev.pergola.api.ExecutionContext;
import java.util.concurrent.CancellationException;

/**
 * Tells a caller how far one part of the work is, and ends it where the call was cancelled.
 *
 * @param doing what the work is
 * @param from where it begins, as a fraction of the whole
 */
record Pace(ExecutionContext context, String doing, double from) {
    /** Each part is a third of the whole. */
    static final double SHARE = 1 / 3.0;

    /** Asks every so many lines: that is some milliseconds of work. */
    static final int LINES_BETWEEN_LOOKS = 1024;

    /** After each line, with how much of the part is done by then: bytes, or lines. */
    void at(int lines, long done, long all) {
        if (lines % LINES_BETWEEN_LOOKS != 0) return;
        if (context.cancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("Cancelled while " + doing + " line " + lines);
        }
        context.progress(Math.min(1, from + SHARE * done / all), doing + " line " + lines);
    }
}
