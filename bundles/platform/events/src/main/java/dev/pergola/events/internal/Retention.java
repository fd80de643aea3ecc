package dev.pergola.events.internal;

import dev.pergola.store.EventOutbox;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes events that are too old or too many, at the start and then each minute. */
final class Retention implements AutoCloseable {
    /** How long events are kept where nobody says otherwise. */
    static final Duration DEFAULT = Duration.ofDays(7);

    /** How many events are kept where nobody says otherwise. */
    static final long DEFAULT_ROWS = 500_000;

    private static final Duration MOST = Duration.ofDays(36_500);
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private final EventOutbox outbox;
    private final Bounds bounds;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(work -> Threads.daemon("pergola-events-retention", work));

    /**
     * What is kept.
     *
     * @param age no event older than this
     * @param rows no more events than about so many
     */
    record Bounds(Duration age, long rows) {
        static Bounds of(@Nullable String age, @Nullable String rows) {
            return new Bounds(parse(age), parseRows(rows));
        }
    }

    Retention(EventOutbox outbox, Bounds bounds) {
        this.outbox = outbox;
        this.bounds = bounds;
    }

    /** A duration as the configuration has it: {@code 7d}, {@code 12h}, {@code 90s}, or ISO-8601. */
    static Duration parse(@Nullable String text) {
        if (text == null || text.isBlank()) return DEFAULT;
        try {
            Duration age = duration(text.strip());
            if (!age.isNegative() && !age.isZero() && age.compareTo(MOST) <= 0) return age;
        } catch (DateTimeParseException | ArithmeticException e) {
            LOG.debug("Not a duration", e);
        }
        LOG.error(
                "pergola.events.retention should be a duration such as 7d or PT12H, but is {}; events are kept for {}",
                text,
                DEFAULT);
        return DEFAULT;
    }

    /** A number of events as the configuration has it. */
    static long parseRows(@Nullable String text) {
        if (text == null || text.isBlank()) return DEFAULT_ROWS;
        try {
            long rows = Long.parseLong(text.strip());
            if (rows > 0) return rows;
        } catch (NumberFormatException e) {
            LOG.debug("Not a number", e);
        }
        LOG.error("pergola.events.rows should be a number above 0, but is {}; {} events are kept", text, DEFAULT_ROWS);
        return DEFAULT_ROWS;
    }

    private static Duration duration(String text) {
        Matcher brief = SHORT.matcher(text.toLowerCase(Locale.ROOT));
        if (!brief.matches()) return Duration.parse(text);
        long number = Long.parseLong(brief.group(1));
        return switch (brief.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    void start() {
        clock.scheduleWithFixedDelay(this::prune, 0, 1, TimeUnit.MINUTES);
    }

    private void prune() {
        try {
            int removed = outbox.prune(Instant.now().minus(bounds.age()), bounds.rows());
            if (removed > 0) LOG.debug("Removed {} old events", removed);
        } catch (RuntimeException e) {
            LOG.warn("Old events could not be removed; it is tried again in a minute", e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
