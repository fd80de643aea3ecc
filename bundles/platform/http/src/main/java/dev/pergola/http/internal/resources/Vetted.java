package dev.pergola.http.internal.resources;

import dev.pergola.http.internal.api.Problem;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.vetting.VettingException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the routes to the vetting bundle have in common. */
final class Vetted {
    private Vetted() {}

    /** What vetting does not take is the caller's mistake. */
    static Reply asking(Supplier<Reply> question) {
        try {
            return question.get();
        } catch (VettingException e) {
            String remedy = e.problem().remedy();
            String detail = e.problem().message() + "." + (remedy.isBlank() ? "" : " " + remedy + ".");
            throw new ProblemException(Problem.of(ProblemType.NOT_TAKEN, detail.replace("..", "."))
                    .with("code", e.problem().code()));
        }
    }

    static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) throw invalid("The field '" + field + "' is missing.");
        return value;
    }

    static Instant time(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw invalid("The field '" + field + "' has to be a time such as 2027-01-31T12:00:00Z.");
        }
    }

    static ProblemException invalid(String detail) {
        return ProblemException.of(ProblemType.INVALID_REQUEST, detail);
    }
}
