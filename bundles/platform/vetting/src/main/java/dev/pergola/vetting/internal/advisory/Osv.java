package dev.pergola.vetting.internal.advisory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.vetting.Advisories.Advisory;
import dev.pergola.vetting.Advisories.Affected;
import dev.pergola.vetting.Advisories.Range;
import dev.pergola.vetting.Advisories.Severity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads advisories in the OSV format (ossf.github.io/osv-schema), of which it takes what it needs. What it does not
 * understand in an advisory about a Maven library makes it refuse the advisory: half of one would be a false comfort.
 */
final class Osv {
    private static final int MOST_ITEMS = 20_000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:._-]{0,99}");
    private static final Pattern LIBRARY = Pattern.compile("[A-Za-z0-9._-]{1,200}:[A-Za-z0-9._-]{1,200}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+_~ -]{1,128}");

    private Osv() {}

    /** Whether it was withdrawn by its author. */
    static boolean isWithdrawn(JsonNode record) {
        return record.hasNonNull("withdrawn");
    }

    /**
     * The advisory, with no affected library where it is about something else than Maven's.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static Advisory read(JsonNode record) {
        String id = text(record, "id");
        if (!ID.matcher(id).matches()) throw new IllegalArgumentException("it has no id that is one");
        double score = score(record);
        Severity severity = severity(record, score);
        List<Affected> affected = new ArrayList<>();
        for (JsonNode item : items(record, "affected")) {
            JsonNode of = item.path("package");
            if (text(of, "ecosystem").equals("Maven")) affected.add(affected(item, text(of, "name")));
        }
        Set<String> aliases = new LinkedHashSet<>();
        for (JsonNode alias : items(record, "aliases")) {
            if (ID.matcher(alias.asText()).matches()) aliases.add(alias.asText());
        }
        return new Advisory(
                id,
                List.copyOf(aliases),
                line(text(record, "summary").isBlank() ? text(record, "details") : text(record, "summary")),
                severity,
                score,
                time(record),
                affected);
    }

    private static Affected affected(JsonNode item, String library) {
        if (!LIBRARY.matcher(library).matches()) {
            throw new IllegalArgumentException("it names a library that is not of the form group:artifact");
        }
        List<Range> ranges = new ArrayList<>();
        for (JsonNode range : items(item, "ranges")) {
            String type = text(range, "type");
            if (type.equals("GIT")) continue;
            if (!type.equals("ECOSYSTEM") && !type.equals("SEMVER")) {
                throw new IllegalArgumentException("it has a range of an unknown type");
            }
            ranges.addAll(ranges(items(range, "events")));
        }
        List<String> versions = new ArrayList<>();
        for (JsonNode version : items(item, "versions")) versions.add(version(version.asText()));
        if (ranges.isEmpty() && versions.isEmpty()) {
            throw new IllegalArgumentException("it does not say which versions of " + library + " are affected");
        }
        return new Affected(library, ranges, versions);
    }

    /** Events come in any order: each beginning is taken with the nearest end after it. */
    private static List<Range> ranges(List<JsonNode> events) {
        List<String> introduced = values(events, "introduced");
        List<String> fixed = values(events, "fixed");
        List<String> last = values(events, "last_affected");
        List<Range> ranges = new ArrayList<>();
        for (String begin : introduced) {
            String end = nearest(fixed, begin, false);
            ranges.add(new Range(begin, end, end.isEmpty() ? nearest(last, begin, true) : ""));
        }
        return ranges;
    }

    private static List<String> values(List<JsonNode> events, String name) {
        List<String> values = new ArrayList<>();
        for (JsonNode event : events) {
            if (event.hasNonNull(name)) values.add(version(event.get(name).asText()));
        }
        return values;
    }

    private static String nearest(List<String> ends, String begin, boolean inclusive) {
        return ends.stream()
                .filter(end -> begin.equals("0") || Versions.compare(end, begin) >= (inclusive ? 0 : 1))
                .min(Versions::compare)
                .orElse("");
    }

    private static String version(String text) {
        if (VERSION.matcher(text).matches()) return text;
        throw new IllegalArgumentException("it holds a version that is none");
    }

    private static double score(JsonNode record) {
        double highest = 0;
        for (JsonNode item : items(record, "severity")) {
            OptionalDouble score = Cvss.baseScore(text(item, "score"));
            if (score.isPresent()) highest = Math.max(highest, score.getAsDouble());
        }
        return highest;
    }

    /** The worse of what the score says and what the author says in a word. */
    private static Severity severity(JsonNode record, double score) {
        String word = text(record.path("database_specific"), "severity").toUpperCase(Locale.ROOT);
        Severity said = switch (word) {
            case "CRITICAL" -> Severity.CRITICAL;
            case "HIGH" -> Severity.HIGH;
            case "MODERATE", "MEDIUM" -> Severity.MEDIUM;
            case "LOW" -> Severity.LOW;
            default -> Severity.UNRATED;
        };
        Severity scored = score > 0 ? Cvss.severity(score) : Severity.UNRATED;
        return said.compareTo(scored) > 0 ? said : scored;
    }

    private static Instant time(JsonNode record) {
        try {
            return Instant.parse(text(record, "modified")).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("it does not say when it was modified", e);
        }
    }

    private static List<JsonNode> items(JsonNode node, String name) {
        JsonNode array = node.path(name);
        if (array.isMissingNode() || array.isNull()) return List.of();
        if (!array.isArray()) throw new IllegalArgumentException("its " + name + " is no list");
        if (array.size() > MOST_ITEMS) throw new IllegalArgumentException("its " + name + " is too long");
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isTextual() ? value.asText() : "";
    }

    private static String line(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
        return plain.length() <= 300 ? plain : plain.substring(0, 299) + "…";
    }
}
