package dev.pergola.vetting.internal.scan;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import java.util.List;

/** What this site makes of a finding: a policy may be stricter or more lenient than the rules are. */
@FunctionalInterface
public interface RuleLevels {
    /** Without a policy: a trusted publisher's jar waits for nobody, and the platform's own is not refused. */
    RuleLevels DEFAULT = (rule, found, provenance) -> {
        if (provenance.trust() == Trust.PLATFORM) return found.atMost(Level.WARN);
        return provenance.trust() == Trust.TRUSTED && found == Level.HOLD ? Level.WARN : found;
    };

    /**
     * The level that counts.
     *
     * @param ruleId the rule, such as {@code scan.process}, {@code linkage.method} or {@code privilege.undeclared}
     * @param found the level that the rule comes to: permissions that the plugin asks for, and whether the code is ever
     *     reached, are in it
     * @param provenance whom the jar comes from
     */
    Level level(String ruleId, Level found, Provenance provenance);

    /** What counts of a vetter's verdicts in the end: a person may have accepted one of them for this very jar. */
    default List<Verdict> review(Candidate candidate, List<Verdict> verdicts) {
        return verdicts;
    }
}
