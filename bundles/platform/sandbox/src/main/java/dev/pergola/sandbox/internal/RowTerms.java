package dev.pergola.sandbox.internal;

import dev.pergola.sandbox.Isolation;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;

/**
 * On what terms a row of permissions holds for a bundle in a sandbox. They are read here, as Felix would ask them about the
 * kernel's own process; one that is not known holds where the row denies, and does not where it allows.
 *
 * @param allows whether the row allows or denies
 * @param until when it ends
 * @param others its other conditions
 */
record RowTerms(boolean allows, Optional<Instant> until, List<ConditionInfo> others) {
    private static final String OURS = "dev.pergola.launcher.conditions.";

    /** Least first. */
    private static final List<String> ISOLATIONS = List.of("none", "C", "B", "A");

    static RowTerms of(ConditionalPermissionInfo row) {
        return of(row.getAccessDecision().equals(ConditionalPermissionInfo.ALLOW), List.of(row.getConditionInfos()));
    }

    static RowTerms of(boolean allows, List<ConditionInfo> conditions) {
        Optional<Instant> until = Optional.empty();
        List<ConditionInfo> others = new ArrayList<>();
        for (ConditionInfo condition : conditions) {
            Optional<Instant> end = end(condition);
            // Of several the first one: they all have to hold.
            if (end.isEmpty()) others.add(condition);
            else if (until.isEmpty() || end.get().isBefore(until.get())) until = end;
        }
        return new RowTerms(allows, until, List.copyOf(others));
    }

    private static Optional<Instant> end(ConditionInfo condition) {
        if (!condition.getType().equals(OURS + "DateCondition")) return Optional.empty();
        try {
            return Optional.of(Instant.parse(first(condition)));
        } catch (DateTimeException nonsense) {
            return Optional.empty();
        }
    }

    /** Whether it is about a bundle that runs in a sandbox of some tier; until when is another question. */
    boolean hold(String location, Isolation.Tier tier) {
        return others.stream().allMatch(condition -> holds(condition, location, tier));
    }

    private boolean holds(ConditionInfo condition, String location, Isolation.Tier tier) {
        String value = first(condition);
        if (condition.getType().equals(BundleLocationCondition.class.getName())) {
            boolean negated =
                    condition.getArgs().length > 1 && "!".equals(condition.getArgs()[1]);
            return PermissionRows.pattern(value).asMatchPredicate().test(location) != negated;
        }
        return switch (condition.getType()) {
            case OURS + "TierCondition" -> value.equals("sandbox") || !allows && !value.equals("in-process");
            case OURS + "IsolationCondition" -> isolated(value, tier);
            case OURS + "SignerCondition" -> value.matches("[0-9a-f]{64}") ? location.endsWith("/" + value) : !allows;
            default -> !allows;
        };
    }

    /** At least so far, for a row that allows; at most, for one that denies. */
    private boolean isolated(String bound, Isolation.Tier tier) {
        if (!ISOLATIONS.contains(bound)) return !allows;
        int than = ISOLATIONS.indexOf(tier.name()) - ISOLATIONS.indexOf(bound);
        return allows ? than >= 0 : than <= 0;
    }

    private static String first(ConditionInfo condition) {
        String[] arguments = condition.getArgs();
        return arguments.length == 0 ? "" : arguments[0];
    }
}
