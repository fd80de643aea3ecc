package dev.pergola.shell.internal.command;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Reads until when something holds. */
public final class Until {
    private static final Pattern DURATION = Pattern.compile("\\d+[a-z]+");

    private Until() {}

    /** A day, which is included, in the time zone of the machine; a time such as {@code 2027-01-31T12:00:00Z}; or how long. */
    public static Instant of(String text) {
        if (DURATION.matcher(text).matches()) return Instant.now().plus(Formats.parseDuration("--until", text));
        try {
            return text.indexOf('T') > 0
                    ? Instant.parse(text)
                    : LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneId.systemDefault())
                            .toInstant();
        } catch (DateTimeParseException e) {
            throw new CommandFailure(
                    "--until is neither a day nor a time: " + text,
                    "Write 2027-01-31, 2027-01-31T12:00:00Z, or how long: 12h, 30d.");
        }
    }
}
