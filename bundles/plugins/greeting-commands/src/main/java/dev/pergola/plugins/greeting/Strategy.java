package dev.pergola.plugins.greeting;

import dev.pergola.api.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** In which steps a new version reaches the instances of a service. */
enum Strategy {
    /** A twentieth, a quarter, a half, all. */
    CANARY {
        @Override
        List<Integer> steps(int instances) {
            return List.of(part(instances, 0.05), part(instances, 0.25), part(instances, 0.5), instances);
        }
    },
    /** One after the other. */
    ROLLING {
        @Override
        List<Integer> steps(int instances) {
            List<Integer> steps = new ArrayList<>();
            for (int updated = 1; updated <= instances; updated++) steps.add(updated);
            return steps;
        }
    },
    /** All beside the old ones, and then over at once. */
    BLUE_GREEN {
        @Override
        List<Integer> steps(int instances) {
            return List.of(instances);
        }
    };

    /** How many instances have the new version after each step. */
    abstract List<Integer> steps(int instances);

    /** The same without steps that change nothing. */
    List<Integer> plan(int instances) {
        return steps(instances).stream().distinct().toList();
    }

    static Strategy of(String name) {
        return Arrays.stream(values())
                .filter(strategy -> strategy.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("There is no strategy '" + name + "', only "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(Strategy::label).toList())));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int part(int instances, double share) {
        return Math.max(1, (int) Math.ceil(instances * share));
    }
}
