package dev.pergola.vetting.internal.linkage;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.vetting.internal.code.Budget;
import dev.pergola.vetting.internal.code.Headers;
import dev.pergola.vetting.internal.linkage.Dependents.Broken;
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
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Whether everything that a jar refers to would be there, and what refers to it where it takes the place of another, found
 * out before any of it runs (R146).
 */
@Component(service = Vetter.class, property = "service.ranking:Integer=200")
public final class LinkageVetter implements Vetter {
    private static final String NAME = "linkage";
    /** What would not link any more of those that are wired to an earlier version. */
    static final String DEPENDENT = "linkage.dependent";

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
        Budget budget = Budget.of(TIME);
        Linker.Outcome outcome = new Linker(analyses.of(candidate), surroundings, budget).link();
        List<Verdict> found = new ArrayList<>();
        alike(outcome.missing(), Missing::check, candidate)
                .forEach((weight, things) ->
                        verdict(weight, things, "", things.get(0).remedy()).ifPresent(found::add));
        String name = name(candidate);
        for (Broken broken : new Dependents(analyses, surroundings).broken(candidate, name, budget)) {
            String who = broken.dependent() + " is to start anew with " + name + " and would not link to it: ";
            String remedy = "Update " + broken.dependent().id() + " first, or install this version beside the other";
            alike(broken.missing(), missing -> DEPENDENT, candidate)
                    .forEach((weight, things) ->
                            verdict(weight, things, who, remedy).ifPresent(found::add));
        }
        List<Verdict> verdicts = new ArrayList<>(levels.review(candidate, found));
        if (verdicts.stream().allMatch(Verdict::passes)) verdicts.add(0, pass(outcome, candidate));
        return verdicts;
    }

    @Override
    public List<Verdict> vetWired(Candidate candidate, long bundleId) throws IOException {
        surroundings.refresh();
        Budget budget = Budget.of(TIME);
        Linker.Outcome outcome = new Linker(
                        analyses.installed(candidate.jar(), candidate.digest(), budget),
                        surroundings.seenBy(bundleId),
                        budget)
                .link();
        List<Verdict> found = new ArrayList<>();
        // A site that lets updates break dependents lets those start.
        alike(outcome.missing(), missing -> milder(missing, candidate), candidate)
                .forEach((weight, things) ->
                        verdict(weight, things, "", things.get(0).remedy()).ifPresent(found::add));
        return levels.review(candidate, found);
    }

    private String milder(Missing missing, Candidate candidate) {
        Level own = levels.level(missing.check(), missing.level(), candidate.provenance());
        Level dependent = levels.level(DEPENDENT, missing.level(), candidate.provenance());
        return dependent.compareTo(own) < 0 ? DEPENDENT : missing.check();
    }

    private static String name(Candidate candidate) {
        String name = Headers.clauses(candidate.headers(), "Bundle-SymbolicName").stream()
                .findFirst()
                .map(clause -> clause.paths().get(0))
                .orElse("the new version");
        return name + " " + Headers.version(Headers.value(candidate.headers(), "Bundle-Version"));
    }

    /** What belongs in one verdict. */
    private record Weight(String check, Level level) {}

    private Map<Weight, List<Missing>> alike(
            List<Missing> missing, Function<Missing, String> check, Candidate candidate) {
        Map<Weight, List<Missing>> alike = new LinkedHashMap<>();
        for (Missing one : missing) {
            String rule = check.apply(one);
            Level level = levels.level(rule, one.level(), candidate.provenance());
            alike.computeIfAbsent(new Weight(rule, level), key -> new ArrayList<>())
                    .add(one);
        }
        return alike;
    }

    /** One verdict for all that weighs the same. */
    private static Optional<Verdict> verdict(Weight weight, List<Missing> things, String who, String remedy) {
        Missing first = things.get(0);
        String message =
                who + first.what() + (things.size() == 1 ? "" : "; and " + (things.size() - 1) + " more like it");
        List<Evidence> evidence = new ArrayList<>(first.evidence());
        for (Missing other : things.subList(1, Math.min(MAX_SHOWN, things.size()))) {
            evidence.add(Evidence.in("", other.what()));
            evidence.addAll(other.evidence());
        }
        return Verdicts.of(weight.level(), weight.check(), message, remedy, evidence);
    }

    private static Verdict pass(Linker.Outcome outcome, Candidate candidate) {
        String known = outcome.missing().isEmpty() ? "links" : "that has to link does";
        String later = outcome.notYet().isEmpty()
                ? ""
                : "; could not be checked, as nobody provides it yet: " + String.join(", ", outcome.notYet());
        int moving = candidate.rewiring().dependents().size();
        String others = moving == 0 ? "" : "; so does all of what is to start anew with it, which is " + moving;
        return new Verdict.Pass(NAME, "all of " + outcome.checked() + " references " + known + later + others);
    }
}
