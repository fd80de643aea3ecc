package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;

/** What there would be to be wired to, if something changed. */
final class Prospects {
    private final Set<Bundle> platform;
    private final Registry registry;

    Prospects(Set<Bundle> platform, Registry registry) {
        this.platform = platform;
        this.registry = registry;
    }

    /** What is there to be wired to, once some entries have gone and some jars have come. */
    Availability availability(Set<Managed> without, List<Descriptor> with) {
        List<Managed> running = registry.all().stream()
                .filter(m -> m.live().isPresent() && !without.contains(m))
                .toList();
        return Availability.of(platform, running, with);
    }

    /** What a change would leave the target and those that move with it without. */
    List<Problem> missing(Change change, List<Managed> dependents) {
        Set<Managed> without = new HashSet<>(dependents);
        change.replaces().ifPresent(without::add);
        List<Descriptor> coming = new ArrayList<>(List.of(change.target()));
        dependents.forEach(d -> coming.add(d.descriptor()));
        Availability after = availability(without, coming);
        List<Problem> problems = new ArrayList<>(after.missing(change.target()));
        for (Managed dependent : dependents) {
            for (Problem problem : after.missing(dependent.descriptor())) {
                problems.add(new Problem(
                        "would-break",
                        dependent + " runs on " + change.fromVersion() + " of "
                                + change.target().id() + " and could not run on "
                                + change.target().version() + ": " + problem.message(),
                        "Update " + dependent.id()
                                + " first, or install this version beside the other (--side-by-side)"));
            }
        }
        return problems;
    }
}
