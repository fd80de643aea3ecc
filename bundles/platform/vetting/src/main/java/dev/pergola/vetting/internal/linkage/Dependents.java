package dev.pergola.vetting.internal.linkage;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Rewiring;
import dev.pergola.lifecycle.Rewiring.Dependent;
import dev.pergola.vetting.internal.code.Budget;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.scan.Analysis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether those that start anew with a jar would link to it. What does not link as it is now either is no fault of the jar,
 * and is not held against it.
 */
final class Dependents {
    private final Analyses analyses;
    private final FrameworkSurroundings surroundings;

    Dependents(Analyses analyses, FrameworkSurroundings surroundings) {
        this.analyses = analyses;
        this.surroundings = surroundings;
    }

    /**
     * One that would not link any more.
     *
     * @param dependent the dependent
     * @param missing what of it would not link
     */
    record Broken(Dependent dependent, List<Missing> missing) {}

    /** Those that link now, and would not with the jar of a candidate. */
    List<Broken> broken(Candidate candidate, String name, Budget budget) throws IOException {
        Rewiring rewiring = candidate.rewiring();
        if (rewiring.dependents().isEmpty()) return List.of();
        Rewired then = new Rewired(surroundings, rewiring.leaving());
        then.add(name, analyses.of(candidate).archive());
        Map<Dependent, Analysis> moving = new LinkedHashMap<>();
        for (Dependent dependent : rewiring.dependents()) {
            Analysis analysis = analyses.installed(dependent.jar(), dependent.digest(), budget);
            moving.put(dependent, analysis);
            then.add(dependent.toString(), analysis.archive());
        }
        List<Broken> broken = new ArrayList<>();
        moving.forEach((dependent, analysis) -> {
            List<Missing> missing = missing(dependent, analysis, then, budget);
            if (missing.isEmpty()) return;
            Set<String> before =
                    missing(dependent, analysis, surroundings.seenBy(dependent.bundleId()), budget).stream()
                            .map(Missing::subject)
                            .collect(Collectors.toSet());
            List<Missing> since = missing.stream()
                    .filter(one -> !before.contains(one.subject()))
                    .toList();
            if (!since.isEmpty()) broken.add(new Broken(dependent, since));
        });
        return broken;
    }

    private static List<Missing> missing(
            Dependent dependent, Analysis analysis, Surroundings surroundings, Budget budget) {
        return new Linker(dependent.toString(), analysis, surroundings, budget)
                .link()
                .missing();
    }
}
