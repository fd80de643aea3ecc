package dev.pergola.vetting.internal.policy;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.VettingPolicy;
import dev.pergola.vetting.internal.scan.Level;
import dev.pergola.vetting.internal.scan.RuleLevels;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The site's policy, as those see it who look at code. Where the site says nothing, their own rules stand. */
@Component
public final class SiteLevels implements RuleLevels {
    private final Judge judge;

    @Activate
    public SiteLevels(@Reference Judge judge) {
        this.judge = judge;
    }

    @Override
    public Level level(String ruleId, Level found, Provenance provenance) {
        return judge.setting(ruleId, provenance.trust())
                .map(SiteLevels::translate)
                .orElseGet(() -> DEFAULT.level(ruleId, found, provenance));
    }

    private static Level translate(VettingPolicy.Level level) {
        return switch (level) {
            case PASS -> Level.NONE;
            case WARN -> Level.WARN;
            case HOLD -> Level.HOLD;
            case BLOCK -> Level.BLOCK;
        };
    }

    @Override
    public List<Verdict> review(Candidate candidate, List<Verdict> verdicts) {
        return judge.review(candidate.digest(), candidate.provenance().trust(), verdicts);
    }
}
