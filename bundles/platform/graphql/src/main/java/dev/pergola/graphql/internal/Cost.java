package dev.pergola.graphql.internal;

import graphql.language.Argument;
import graphql.language.Definition;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.Value;
import graphql.language.VariableReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a document would cost: a field counts one, one that calls an operation ten, and what is below a list counts as often
 * as entries were asked for. Takes time in proportion to the document's length, however often its fragments are spread, and
 * so can be found before anything else looks at the document.
 */
final class Cost {
    /** Fields that call an operation, and how many entries they give where it is not said; 1 for no list. */
    private static final Map<String, Integer> CALLING = Map.ofEntries(
            Map.entry("plugins", 50),
            Map.entry("plugin", 1),
            Map.entry("extensionPoints", 1),
            Map.entry("extensions", 1),
            Map.entry("nodeTypes", 1),
            Map.entry("executions", 20),
            Map.entry("runningExecutions", 20),
            Map.entry("journal", 20),
            Map.entry("versions", 1),
            Map.entry("configuration", 1));

    private static final int CALL = 10;
    private static final long MOST = 1L << 40;

    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Weight> known = new HashMap<>();
    private final Map<String, Object> variables;

    private Cost(Map<String, Object> variables) {
        this.variables = variables;
    }

    /**
     * Cost and depth.
     *
     * @param cost what comes out
     * @param depth how deep fields nest
     */
    record Weight(long cost, int depth) {
        static final Weight NOTHING = new Weight(0, 0);

        Weight plus(Weight other) {
            return new Weight(Math.min(MOST, cost + other.cost), Math.max(depth, other.depth));
        }
    }

    /** That of the heaviest operation of a document. */
    static Weight of(Document document, Map<String, Object> variables) {
        Cost cost = new Cost(variables);
        Weight heaviest = Weight.NOTHING;
        for (Definition<?> definition : document.getDefinitions()) {
            if (definition instanceof FragmentDefinition fragment) cost.fragments.put(fragment.getName(), fragment);
        }
        for (Definition<?> definition : document.getDefinitions()) {
            if (!(definition instanceof OperationDefinition operation)) continue;
            Weight weight = cost.of(operation.getSelectionSet());
            heaviest = new Weight(Math.max(heaviest.cost, weight.cost), Math.max(heaviest.depth, weight.depth));
        }
        return heaviest;
    }

    private Weight of(@Nullable SelectionSet selections) {
        Weight all = Weight.NOTHING;
        if (selections == null) return all;
        for (Selection<?> selection : selections.getSelections()) {
            if (selection instanceof Field field) all = all.plus(of(field));
            else if (selection instanceof InlineFragment inline) all = all.plus(of(inline.getSelectionSet()));
            else if (selection instanceof FragmentSpread spread) all = all.plus(ofFragment(spread.getName()));
        }
        return all;
    }

    private Weight of(Field field) {
        Weight below = of(field.getSelectionSet());
        Integer entries = CALLING.get(field.getName());
        if (entries == null) return new Weight(Math.min(MOST, 1 + below.cost), below.depth + 1);
        long times = entries == 1 ? 1 : entries(field, entries);
        return new Weight(Math.min(MOST, CALL + times * below.cost), below.depth + 1);
    }

    /** Of a fragment, found once. One that contains itself is refused later, by the rules of the language. */
    private Weight ofFragment(String name) {
        Weight before = known.get(name);
        if (before != null) return before;
        FragmentDefinition fragment = fragments.get(name);
        if (fragment == null) return Weight.NOTHING;
        known.put(name, Weight.NOTHING);
        Weight weight = of(fragment.getSelectionSet());
        known.put(name, weight);
        return weight;
    }

    private long entries(Field field, int otherwise) {
        for (Argument argument : field.getArguments()) {
            if (!argument.getName().equals("first") && !argument.getName().equals("limit")) continue;
            Value<?> value = argument.getValue();
            if (value instanceof IntValue number)
                return bounded(number.getValue().longValue());
            if (value instanceof VariableReference reference
                    && variables.get(reference.getName()) instanceof Number number) {
                return bounded(number.longValue());
            }
        }
        return otherwise;
    }

    /** No more than the operations give at most. */
    private static long bounded(long entries) {
        return Math.max(1, Math.min(1000, entries));
    }
}
