package dev.pergola.shell.internal.command;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times, durations and sizes, as people read and write them. */
public final class Formats {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

    private Formats() {}

    /** A point in time, in the time zone of the machine. */
    public static String time(Instant time) {
        return TIME.format(time);
    }

    /** A duration, such as {@code 84 ms} or {@code 3 min 5 s}. */
    public static String duration(Duration duration) {
        long micros = duration.toNanos() / 1000;
        if (micros < 1000) return micros + " µs";
        if (micros < 10_000) return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
        if (micros < 1_000_000) return micros / 1000 + " ms";
        if (micros < 60_000_000) return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
        if (duration.toHours() < 1) return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        if (duration.toDays() < 1) return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }

    /** A number of bytes, such as {@code 1.2 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1000) return bytes + " B";
        double value = bytes;
        String[] units = {"kB", "MB", "GB", "TB"};
        int unit = -1;
        while (value >= 999.95 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /** A count with its noun, such as {@code 1 plugin} or {@code 2 plugins}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** Reads a duration, such as {@code 500ms}, {@code 30s}, {@code 2m} or plain seconds. */
    public static Duration parseDuration(String option, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new CommandFailure(
                    option + " is not a duration: " + text, "Give a number with a unit: 500ms, 30s, 2m, 1h or 90d.");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
