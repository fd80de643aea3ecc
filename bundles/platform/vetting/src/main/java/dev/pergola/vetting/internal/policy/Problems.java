package dev.pergola.vetting.internal.policy;

import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import java.util.List;
import java.util.Optional;

/** Makes of verdicts what there is to attend to. */
public final class Problems {
    private Problems() {}

    /** What this site makes of findings that are about no jar, such as the age of what is compared with. */
    public static List<Problem> of(Judge judge, List<Finding> findings) {
        return of(judge.judge("", Trust.UNKNOWN, findings));
    }

    /** What is to be attended to; what passed is not. */
    public static List<Problem> of(List<Verdict> verdicts) {
        return verdicts.stream()
                .flatMap(verdict -> problem(verdict).stream())
                .distinct()
                .toList();
    }

    private static Optional<Problem> problem(Verdict verdict) {
        String code = verdict.check().replace('.', '-');
        if (verdict instanceof Verdict.Warn warn) return Optional.of(new Problem(code, warn.message(), warn.remedy()));
        if (verdict instanceof Verdict.Hold hold) return Optional.of(new Problem(code, hold.message(), hold.remedy()));
        if (verdict instanceof Verdict.Block block) return Optional.of(block.problem());
        if (verdict instanceof Verdict.Failed failed) {
            return Optional.of(new Problem(
                    code,
                    "The check '" + failed.check() + "' " + failed.message(),
                    "A check that does not work refuses every jar: mend what it says"));
        }
        return Optional.empty();
    }
}
