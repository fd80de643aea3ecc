package dev.pergola.vetting.internal.policy;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.vetting.VettingPolicy.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The levels that the configuration sets, each as {@code rule[@trust]=level}. A rule means itself and all below it, so
 * that {@code advisory} means {@code advisory.high} too; {@code *} means all. The most specific one counts: the longer name,
 * and of two that are the same the one with a trust.
 */
final class RuleSettings {
    private static final Pattern SETTING =
            Pattern.compile("([a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)*|\\*)(?:@([a-z]+))?=([a-z]+)");

    private final List<Setting> settings;
    private final List<String> mistakes;

    private RuleSettings(List<Setting> settings, List<String> mistakes) {
        this.settings = settings.stream()
                .sorted(Comparator.comparingInt(Setting::weight).reversed())
                .toList();
        this.mistakes = List.copyOf(mistakes);
    }

    static RuleSettings read(List<String> lines) {
        List<Setting> settings = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank()) continue;
            try {
                settings.add(Setting.read(line.strip()));
            } catch (IllegalArgumentException e) {
                mistakes.add(e.getMessage());
            }
        }
        return new RuleSettings(settings, mistakes);
    }

    Optional<Level> level(String rule, Trust trust) {
        return settings.stream()
                .filter(setting -> setting.matches(rule, trust))
                .findFirst()
                .map(Setting::level);
    }

    /** What could not be understood. */
    List<String> mistakes() {
        return mistakes;
    }

    /** As written, the most specific first. */
    List<String> lines() {
        return settings.stream().map(Setting::line).toList();
    }

    private record Setting(String line, String rule, Optional<Trust> trust, Level level) {
        static Setting read(String line) {
            Matcher parts = SETTING.matcher(line);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "\"" + line + "\" is not of the form rule=level or rule@trust=level");
            }
            Optional<Trust> trust =
                    Optional.ofNullable(parts.group(2)).map(word -> word(Trust.class, "trust", word, line));
            return new Setting(line, parts.group(1), trust, word(Level.class, "level", parts.group(3), line));
        }

        private static <E extends Enum<E>> E word(Class<E> type, String what, String word, String line) {
            E[] all = type.getEnumConstants();
            return Arrays.stream(all)
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("\"" + line + "\" has the " + what + " \"" + word
                            + "\", which is none of "
                            + Arrays.stream(all)
                                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "))));
        }

        boolean matches(String id, Trust of) {
            if (trust.isPresent() && trust.get() != of) return false;
            return rule.equals("*") || id.equals(rule) || id.startsWith(rule + ".");
        }

        int weight() {
            return 2 * (rule.equals("*") ? 0 : rule.length()) + (trust.isPresent() ? 1 : 0);
        }
    }
}
