package dev.pergola.vetting.internal.advisory;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.vetting.Advisories.Data;
import dev.pergola.vetting.Advisories.Match;
import dev.pergola.vetting.Advisories.Severity;
import dev.pergola.vetting.VettingPolicy.Level;
import dev.pergola.vetting.internal.policy.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is to be said of advisories about a jar. The rule of each is {@code advisory.<severity>.<id>}, so that the level of a
 * severity can be set, and one advisory be accepted without the next.
 */
final class AdvisoryFindings {
    private static final int MOST = 100;

    private AdvisoryFindings() {}

    static List<Finding> of(List<Match> matches) {
        List<Finding> findings = new ArrayList<>();
        for (Match match : matches.subList(0, Math.min(MOST, matches.size()))) findings.add(of(match));
        return findings;
    }

    private static Finding of(Match match) {
        Severity severity = match.advisory().severity();
        String kind = match.certain() ? severity.name().toLowerCase(Locale.ROOT) : "suspected";
        String id = match.advisory().id().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return new Finding(
                "advisory." + kind + "." + (id.length() > 64 ? id.substring(0, 64) : id),
                match.certain() ? level(severity) : Level.WARN,
                message(match),
                remedy(match),
                List.of(Evidence.in(match.where(), match.library() + " " + version(match))));
    }

    private static Level level(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> Level.BLOCK;
            // Whoever does not say how bad it is may mean anything.
            case MEDIUM, UNRATED -> Level.HOLD;
            case LOW -> Level.WARN;
        };
    }

    private static String version(Match match) {
        return match.version().isEmpty() ? "in a version that it does not tell" : match.version();
    }

    private static String message(Match match) {
        String score = match.advisory().score() > 0
                ? String.format(Locale.ROOT, ", CVSS %.1f", match.advisory().score())
                : "";
        String names = AdvisoryMatcher.names(match.advisory());
        String summary = match.advisory().summary();
        return match.library() + " " + version(match) + (match.certain() ? " is" : " seems to be") + " in it"
                + (match.where().isEmpty() ? "" : ", as " + match.where()) + "; " + names + " ("
                + match.advisory().severity().name().toLowerCase(Locale.ROOT) + score + ") is about versions "
                + match.affected() + (summary.isEmpty() ? "" : ": " + summary);
    }

    private static String remedy(Match match) {
        return match.fixed().isEmpty()
                ? "There is no version of " + match.library()
                        + " in which it is mended: do without it, or find out whether"
                        + " it can be reached, and accept this finding"
                : "Ask for a version of the plugin with " + match.library() + " " + match.fixed() + " or later";
    }

    /** What is to be said of the data itself. */
    static Optional<Finding> data(Data data, Duration maxAge, Instant now) {
        if (data.count() == 0) {
            return Optional.of(new Finding(
                    "advisory.data-missing",
                    Level.PASS,
                    "there are no advisories here, so that nobody looked for known vulnerabilities",
                    "Import advisories in the OSV format",
                    List.of()));
        }
        return data.age(now)
                .filter(age -> age.compareTo(maxAge) > 0)
                .map(age -> new Finding(
                        "advisory.data-stale",
                        Level.WARN,
                        "The newest advisory here is " + age.toDays() + " days old, so newer ones are not known",
                        "Import current advisories",
                        List.of()));
    }
}
