package dev.pergola.security;

import dev.pergola.security.attack.Control;
import dev.pergola.security.attack.Control.Counterpart;
import dev.pergola.security.attack.Control.Granted;
import dev.pergola.security.attack.Control.Unenforced;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Counts, group by group: the attacks, those held off, and the controls that got through, by their kinds. */
final class Tally {
    private static final List<Class<? extends Control>> KINDS =
            List.of(Granted.class, Unenforced.class, Counterpart.class);

    private final Map<String, Group> groups = new LinkedHashMap<>();

    /** Shown in this order. */
    Tally(Iterable<String> order) {
        order.forEach(this::of);
    }

    private static final class Group {
        private final Set<String> tried = new TreeSet<>();
        private final Set<String> heldOff = new TreeSet<>();
        private final Map<Class<? extends Control>, Set<String>> passed = new LinkedHashMap<>();

        Group() {
            KINDS.forEach(kind -> passed.put(kind, new TreeSet<>()));
        }

        void add(Group other) {
            tried.addAll(other.tried);
            heldOff.addAll(other.heldOff);
            other.passed.forEach((kind, names) -> passed.get(kind).addAll(names));
        }

        int controls() {
            return passed.values().stream().mapToInt(Set::size).sum();
        }
    }

    private Group of(String group) {
        return groups.computeIfAbsent(group, any -> new Group());
    }

    void tried(String group, String name) {
        of(group).tried.add(name);
    }

    void heldOff(String group, String name) {
        of(group).heldOff.add(name);
    }

    void passed(String group, String name, Class<? extends Control> kind) {
        of(group).passed.get(kind).add(name);
    }

    @SuppressWarnings("SystemOut")
    void print() {
        Group sum = new Group();
        System.out.printf(
                "%n%-38s %8s %9s | %9s %8s %11s %12s%n",
                "Group", "attacks", "held off", "controls", "granted", "unenforced", "counterpart");
        groups.forEach((name, group) -> {
            row(name, group);
            sum.add(group);
        });
        row("All, on Java " + Runtime.version().feature(), sum);
    }

    @SuppressWarnings("SystemOut")
    private static void row(String name, Group group) {
        System.out.printf(
                "%-38s %8d %9d | %9d %8d %11d %12d%n",
                name,
                group.tried.size(),
                group.heldOff.size(),
                group.controls(),
                group.passed.get(Granted.class).size(),
                group.passed.get(Unenforced.class).size(),
                group.passed.get(Counterpart.class).size());
    }
}
