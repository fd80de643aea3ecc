package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.MethodCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects what rules find; of a rule that applies everywhere, the first places are enough. */
final class Findings {
    private static final int MAX_PLACES = 500;
    private static final int MAX_DETAIL = 300;

    private final List<Finding> found = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    /** In the code of a method. */
    void in(ClassCode type, MethodCode method, Rule rule, int line, String detail) {
        add(new Finding(
                rule,
                rule.level(),
                Optional.of(new Finding.Site(type, method)),
                type.place(),
                line,
                printable(detail)));
    }

    /** In a class, in an entry, or in the jar as a whole. */
    void at(String where, Rule rule, String detail) {
        at(where, rule, rule.level(), detail);
    }

    /** The same, where it weighs less than usual. */
    void at(String where, Rule rule, Level level, String detail) {
        add(new Finding(rule, level, Optional.empty(), printable(where), 0, printable(detail)));
    }

    List<Finding> all() {
        return List.copyOf(found);
    }

    private void add(Finding finding) {
        if (places.merge(finding.rule().id(), 1, Integer::sum) <= MAX_PLACES) found.add(finding);
    }

    /** What is shown comes from the jar: no control characters, and not too much of it. */
    static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .limit(MAX_DETAIL)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(clean::appendCodePoint);
        if (text.length() > MAX_DETAIL) clean.append('…');
        return clean.toString();
    }
}
