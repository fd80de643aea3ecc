package dev.pergola.vetting.internal.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who extends whom, among the classes of a jar and those of the running Java. */
public final class Hierarchy {
    private final Map<String, List<ClassCode>> types = new HashMap<>();
    private final Map<String, Set<String>> direct = new HashMap<>();
    private final Map<String, Set<String>> ancestors = new HashMap<>();
    private final PlatformClasses platform;

    /** Of the classes of a jar; several of one name are all taken into account. */
    public Hierarchy(List<ClassCode> classes, PlatformClasses platform) {
        this.platform = platform;
        for (ClassCode type : classes) {
            types.computeIfAbsent(type.name(), name -> new ArrayList<>(1)).add(type);
            if (!type.superName().isEmpty()) below(type.superName(), type.name());
            type.interfaces().forEach(name -> below(name, type.name()));
        }
    }

    private void below(String above, String name) {
        direct.computeIfAbsent(above, key -> new LinkedHashSet<>()).add(name);
    }

    /** The classes of the jar that have a name; none where it is not of the jar. */
    public List<ClassCode> named(String name) {
        return types.getOrDefault(name, List.of());
    }

    /** Whether the jar has a class. */
    public boolean has(String name) {
        return types.containsKey(name);
    }

    /** The classes of the jar below one, the direct ones first. */
    Set<String> subtypes(String name) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> waiting = new ArrayDeque<>(direct.getOrDefault(name, Set.of()));
        while (!waiting.isEmpty()) {
            String next = waiting.remove();
            if (found.add(next)) waiting.addAll(direct.getOrDefault(next, Set.of()));
        }
        return found;
    }

    /** All that a class is, itself included, the nearest first. */
    public Set<String> ancestors(String name) {
        @Nullable Set<String> known = ancestors.get(name);
        if (known != null) return known;
        Set<String> found = new LinkedHashSet<>();
        Deque<String> waiting = new ArrayDeque<>(List.of(name));
        while (!waiting.isEmpty()) {
            String next = waiting.remove();
            if (found.add(next)) waiting.addAll(supertypes(next));
        }
        ancestors.put(name, found);
        return found;
    }

    /** Whether a class is another, or extends or implements it. */
    public boolean is(String name, String ancestor) {
        return name.equals(ancestor) || ancestors(name).contains(ancestor);
    }

    /** Whether somebody outside of the jar, other than {@code Object}, declares what a class has to do. */
    boolean answersToOthers(String name) {
        return ancestors(name).stream().anyMatch(above -> !has(above) && !above.equals("java/lang/Object"));
    }

    private Set<String> supertypes(String name) {
        Set<String> above = new LinkedHashSet<>();
        if (has(name)) {
            for (ClassCode type : named(name)) {
                if (!type.superName().isEmpty()) above.add(type.superName());
                above.addAll(type.interfaces());
            }
        } else {
            platform.find(name).ifPresent(shape -> {
                if (!shape.superName().isEmpty()) above.add(shape.superName());
                above.addAll(shape.interfaces());
            });
        }
        return new HashSet<>(above);
    }
}
