package dev.pergola.vetting.internal.scan;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What the code of a jar would do (R136, R137). */
@Component(service = Vetter.class, property = "service.ranking:Integer=300")
public final class ScanVetter implements Vetter {
    static final String NAME = "scan";

    private final Analyses analyses;
    private final RuleLevels levels;

    /** With this site's policy, where there is one. */
    @Activate
    public ScanVetter(
            @Reference Analyses analyses,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    @Nullable
                    RuleLevels policy) {
        this.analyses = analyses;
        this.levels = policy == null ? RuleLevels.DEFAULT : policy;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Verdict> vet(Candidate candidate) throws IOException {
        Analysis analysis = analyses.of(candidate);
        List<Verdict> verdicts = levels.review(candidate, new Judge(candidate, analysis, levels).judge());
        if (!verdicts.isEmpty()) return verdicts;
        return List.of(new Verdict.Pass(
                NAME,
                "nothing in " + analysis.archive().classes().size() + " classes that "
                        + Rules.all().size() + " rules look for"));
    }
}
