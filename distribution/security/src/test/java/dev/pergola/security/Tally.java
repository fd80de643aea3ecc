package dev.pergola.security;

import dev.pergola.security.attack.Attack;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts, group by group. */
final class Tally {
    private final Map<String, int[]> groups = new LinkedHashMap<>();

    private int[] of(Attack attack) {
        return groups.computeIfAbsent(attack.group(), group -> new int[4]);
    }

    void tried(Attack attack) {
        of(attack)[0]++;
        if (attack.hasControl()) of(attack)[2]++;
    }

    void heldOff(Attack attack) {
        of(attack)[1]++;
    }

    void allowed(Attack attack) {
        of(attack)[3]++;
    }

    @SuppressWarnings("SystemOut")
    void print() {
        int[] sum = new int[4];
        System.out.printf("%n%-36s %8s %9s %9s %8s%n", "Group", "attacks", "held off", "controls", "passed");
        groups.forEach((group, counts) -> {
            row(group, counts);
            for (int i = 0; i < sum.length; i++) sum[i] += counts[i];
        });
        row("All, on Java " + Runtime.version().feature(), sum);
    }

    private static void row(String name, int[] counts) {
        System.out.printf("%-36s %8d %9d %9d %8d%n", name, counts[0], counts[1], counts[2], counts[3]);
    }
}
