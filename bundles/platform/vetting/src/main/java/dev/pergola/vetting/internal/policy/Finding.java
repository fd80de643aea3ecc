package dev.pergola.vetting.internal.policy;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.VettingPolicy.Level;
import java.util.List;
import java.util.Optional;

/**
 * What a rule found in a jar, before anybody said what follows from it.
 *
 * @param rule the rule
 * @param otherwise its level where the site has not set one
 * @param message what was found
 * @param remedy what to do about it
 * @param evidence where
 */
public record Finding(String rule, Level otherwise, String message, String remedy, List<Evidence> evidence) {
    /** Copies. */
    public Finding {
        evidence = List.copyOf(evidence);
    }

    /** What was found, of a verdict that says that something was. */
    static Optional<Finding> of(Verdict verdict) {
        if (verdict instanceof Verdict.Warn warn) {
            return Optional.of(new Finding(warn.check(), Level.WARN, warn.message(), warn.remedy(), warn.evidence()));
        }
        if (verdict instanceof Verdict.Hold hold) {
            return Optional.of(new Finding(hold.check(), Level.HOLD, hold.message(), hold.remedy(), hold.evidence()));
        }
        if (verdict instanceof Verdict.Block block) {
            return Optional.of(new Finding(
                    block.check(), Level.BLOCK, block.message(), block.problem().remedy(), block.evidence()));
        }
        return Optional.empty();
    }

    /** The verdict of a level. */
    Verdict at(Level level) {
        return switch (level) {
            case PASS -> new Verdict.Pass(rule, message);
            case WARN -> new Verdict.Warn(rule, message, remedy, evidence);
            case HOLD -> new Verdict.Hold(rule, message, remedy, evidence);
            case BLOCK -> new Verdict.Block(rule, new Problem(rule.replace('.', '-'), message, remedy), evidence);
        };
    }
}
