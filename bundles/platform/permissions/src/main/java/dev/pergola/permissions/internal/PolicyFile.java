package dev.pergola.permissions.internal;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.permissions.InvalidPermissionException;
import dev.pergola.permissions.Risk;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the rules of a site, one a line:
 *
 * <pre>
 * grant filesystem.read ${data}/**
 * grant network.http *.example.com:443 to com.example.*
 * grant risk:medium from "Example Corp"
 * grant * trust platform
 * grant network.socket db.example.com:5432 to reports tier sandbox isolation B until 2027-01-31
 * deny system.exec
 * deny risk:high trust unknown
 * </pre>
 *
 * A line is {@code grant} or {@code deny}; a permission, {@code group.*}, {@code *} for all, or {@code risk:} and a level,
 * which grants that level and those below or denies that level and those above; a target where it is not for all; and
 * then in any order {@code to} and plugins, {@code from} and a publisher, {@code trust} and a level: at least that one to
 * be granted, at most that one to be denied; {@code until} and a day, which is included, or a time; {@code tier} and where
 * plugins run; {@code isolation} and how far that is isolated, at least to be granted, at most to be denied. Where rules contradict each other, what denies wins. Words with spaces stand
 * in double quotes; what follows a {@code #} is a comment.
 */
final class PolicyFile {
    private static final Pattern WORD = Pattern.compile("\\s*(?:\"([^\"]*)\"|(#.*)|([^\\s\"#]\\S*))");
    private static final List<String> CLAUSES = List.of("to", "from", "trust", "until", "tier", "isolation");

    private final String name;
    private final Vocabulary vocabulary;

    PolicyFile(String name, Vocabulary vocabulary) {
        this.name = name;
        this.vocabulary = vocabulary;
    }

    /** Throws {@link IllegalArgumentException} that names file and line. */
    List<Rule> parse(String text) {
        List<Rule> rules = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            List<String> words = words(line, number);
            if (!words.isEmpty()) rules.add(rule(words, number));
        }
        return List.copyOf(rules);
    }

    private List<String> words(String line, int number) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        int end = 0;
        while (matcher.lookingAt()) {
            if (matcher.group(2) != null) return words;
            words.add(matcher.group(1) == null ? matcher.group(3) : matcher.group(1));
            end = matcher.end();
            matcher.region(end, line.length());
        }
        if (!line.substring(end).isBlank()) throw wrong(number, "a quotation mark is not closed");
        return words;
    }

    private Rule rule(List<String> words, int number) {
        if (!words.get(0).equals("grant") && !words.get(0).equals("deny")) {
            throw wrong(number, "a line begins with 'grant' or 'deny', not with '" + words.get(0) + "'");
        }
        if (words.size() < 2) throw wrong(number, "which permission? Write its name, or * for all");
        String permissions = words.get(1);
        int at = 2;
        String target = at < words.size() && !CLAUSES.contains(words.get(at)) ? words.get(at++) : "";
        PluginPattern plugins = new PluginPattern("*");
        Optional<String> publisher = Optional.empty();
        Optional<Trust> trust = Optional.empty();
        Bounds bounds = Bounds.NONE;
        for (; at < words.size(); at += 2) {
            String clause = words.get(at);
            if (!CLAUSES.contains(clause))
                throw wrong(number, "'" + clause + "' is none of " + String.join(", ", CLAUSES));
            if (at + 1 == words.size()) throw wrong(number, "something has to follow '" + clause + "'");
            String value = words.get(at + 1);
            switch (clause) {
                case "to" -> plugins = plugins(value, number);
                case "from" -> publisher = Optional.of(value);
                case "trust" -> trust = Optional.of(level(Trust.class, value, number));
                default -> bounds = bounded(bounds, clause, value, number);
            }
        }
        String origin = name + ":" + number;
        return checked(
                new Rule(words.get(0).equals("grant"), permissions, target, plugins, publisher, trust, bounds, origin),
                number);
    }

    private Bounds bounded(Bounds bounds, String clause, String value, int number) {
        return switch (clause) {
            case "until" -> new Bounds(Optional.of(end(value, number)), bounds.tier(), bounds.isolation(), "");
            case "tier" -> new Bounds(bounds.until(), word(Bounds.TIERS, value, number), bounds.isolation(), "");
            default -> new Bounds(bounds.until(), bounds.tier(), word(Bounds.ISOLATIONS, value, number), "");
        };
    }

    private String word(List<String> words, String value, int number) {
        if (words.contains(value)) return value;
        throw wrong(number, "'" + value + "' is none of " + String.join(", ", words));
    }

    private Instant end(String text, int number) {
        try {
            if (text.indexOf('T') > 0) return Instant.parse(text);
            return LocalDate.parse(text)
                    .plusDays(1)
                    .atStartOfDay(ZoneId.systemDefault())
                    .toInstant();
        } catch (DateTimeException e) {
            throw wrong(number, "'" + text + "' is neither a day, 2027-01-31, nor a time, 2027-01-31T12:00:00Z");
        }
    }

    private PluginPattern plugins(String text, int number) {
        try {
            return new PluginPattern(text);
        } catch (IllegalArgumentException e) {
            throw wrong(number, String.valueOf(e.getMessage()));
        }
    }

    private Rule checked(Rule rule, int number) {
        if (rule.permissions().startsWith("risk:")) {
            level(Risk.class, rule.permissions().substring("risk:".length()), number);
        }
        if (!rule.target().isEmpty() && !rule.isOneName()) {
            throw wrong(number, "a target goes with one permission, not with '" + rule.permissions() + "'");
        }
        try {
            if (rule.extents(vocabulary).isEmpty()) {
                throw wrong(number, "no permission begins with '" + rule.permissions() + "'");
            }
            return rule;
        } catch (InvalidPermissionException e) {
            throw wrong(number, String.valueOf(e.getMessage()));
        }
    }

    private <E extends Enum<E>> E level(Class<E> type, String text, int number) {
        for (E level : type.getEnumConstants()) {
            if (level.name().toLowerCase(Locale.ROOT).equals(text)) return level;
        }
        List<String> levels = new ArrayList<>();
        for (E level : type.getEnumConstants()) levels.add(level.name().toLowerCase(Locale.ROOT));
        throw wrong(number, "'" + text + "' is none of " + String.join(", ", levels));
    }

    private IllegalArgumentException wrong(int number, String what) {
        return new IllegalArgumentException(name + ":" + number + ": " + what);
    }
}
