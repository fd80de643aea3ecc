package dev.pergola.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Drops warnings that warn of nothing: EventAdmin interrupts its own threads when it stops, and each says so. Named in
 * {@code logback.xml}.
 */
public final class ExpectedNoise extends TurboFilter {
    private static final String EVENT_ADMIN = "org.apache.felix.eventadmin";
    private static final String INTERRUPTED = "EventAdmin: Event Task Processing Interrupted";

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        boolean noise = format != null && format.startsWith(INTERRUPTED) && EVENT_ADMIN.equals(logger.getName());
        return noise ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
