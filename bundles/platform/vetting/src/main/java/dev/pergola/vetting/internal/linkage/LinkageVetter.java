package dev.pergola.vetting.internal.linkage;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.vetting.internal.code.Budget;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.scan.Level;
import dev.pergola.vetting.internal.scan.RuleLevels;
import dev.pergola.vetting.internal.scan.Verdicts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Whether everything that a jar refers to would be there, found out before any of it runs (R146). */
@Component(service = Vetter.class, property = "service.ranking:Integer=200")
public final class LinkageVetter implements Vetter {
    private static final String NAME = "linkage";
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final int MAX_SHOWN = 5;

    private final Analyses analyses;
    private final RuleLevels levels;
    private final FrameworkSurroundings surroundings;

    /** With this site's policy, where there is one. */
    @Activate
    public LinkageVetter(
            @Reference Analyses analyses,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    @Nullable
                    RuleLevels policy,
            BundleContext context) {
        this.analyses = analyses;
        this.levels = policy == null ? RuleLevels.DEFAULT : policy;
        this.surroundings = new FrameworkSurroundings(context, analyses.platform());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Verdict> vet(Candidate candidate) throws IOException {
        surroundings.refresh();
        Linker.Outcome outcome = new Linker(analyses.of(candidate), surroundings, Budget.of(TIME)).link();
        List<Verdict> found = new ArrayList<>();
        Map<String, List<Missing>> alike = new LinkedHashMap<>();
        for (Missing missing : outcome.missing()) {
            Level level = levels.level(missing.check(), missing.level(), candidate.provenance());
            alike.computeIfAbsent(missing.check() + level, key -> new ArrayList<>())
                    .add(missing);
        }
        alike.values().forEach(things -> add(things, candidate, found));
        List<Verdict> verdicts = new ArrayList<>(levels.review(candidate, found));
        if (verdicts.stream().allMatch(Verdict::passes)) verdicts.add(0, pass(outcome));
        return verdicts;
    }

    /** One verdict for all that weighs the same. */
    private void add(List<Missing> things, Candidate candidate, List<Verdict> verdicts) {
        Missing first = things.get(0);
        String message = first.what() + (things.size() == 1 ? "" : "; and " + (things.size() - 1) + " more like it");
        List<Evidence> evidence = new ArrayList<>(first.evidence());
        for (Missing other : things.subList(1, Math.min(MAX_SHOWN, things.size()))) {
            evidence.add(Evidence.in("", other.what()));
            evidence.addAll(other.evidence());
        }
        Level level = levels.level(first.check(), first.level(), candidate.provenance());
        Verdicts.of(level, first.check(), message, first.remedy(), evidence).ifPresent(verdicts::add);
    }

    private static Verdict pass(Linker.Outcome outcome) {
        String known = outcome.missing().isEmpty() ? "links" : "that has to link does";
        String later = outcome.notYet().isEmpty()
                ? ""
                : "; could not be checked, as nobody provides it yet: " + String.join(", ", outcome.notYet());
        return new Verdict.Pass(NAME, "all of " + outcome.checked() + " references " + known + later);
    }
}
