package dev.pergola.vetting.internal.scan;

import java.util.List;

/**
 * A rule that calls and other uses of members show.
 *
 * @param rule the rule
 * @param signs any of these shows it
 */
record CodeRule(Rule rule, List<Sign> signs) {
    static CodeRule of(String id, Level level, String sentence, String remedy, Sign... signs) {
        return new CodeRule(new Rule(id, level, sentence, remedy), List.of(signs));
    }
}
