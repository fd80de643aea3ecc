package dev.pergola.telemetry;

import java.time.Instant;
import org.slf4j.event.Level;

/**
 * A line of a log.
 *
 * @param time when
 * @param level how bad
 * @param logger who
 * @param thread name of the thread
 * @param message what, bounded in length
 * @param exception stack trace, bounded in length; empty for none
 */
public record LogLine(Instant time, Level level, String logger, String thread, String message, String exception) {}
