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

/** Removes events that are too old, at the start and then each hour. */
final class Retention implements AutoCloseable {
    /** How long events are kept where nobody says otherwise. */
    static final Duration DEFAULT = Duration.ofDays(7);

    private static final Duration MOST = Duration.ofDays(36_500);
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private final EventOutbox outbox;
    private final Duration age;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(work -> Threads.daemon("pergola-events-retention", work));

    Retention(EventOutbox outbox, Duration age) {
        this.outbox = outbox;
        this.age = age;
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
        clock.scheduleWithFixedDelay(this::prune, 0, 1, TimeUnit.HOURS);
    }

    private void prune() {
        try {
            int removed = outbox.prune(Instant.now().minus(age));
            if (removed > 0) LOG.info("Removed {} events older than {}", removed, age);
        } catch (RuntimeException e) {
            LOG.warn("Events older than {} could not be removed; it is tried again in an hour", age, e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
