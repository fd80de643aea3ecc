package dev.pergola.vetting.internal.linkage;

import dev.pergola.vetting.internal.code.ClassShape;
import dev.pergola.vetting.internal.code.Names;
import dev.pergola.vetting.internal.linkage.Scope.Found;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;

/**
 * An abstract method that a class inherits from another jar and that nobody implements for it: a call ends with an {@code
 * AbstractMethodError}. What is selected is looked for as the JVM does (JVMS 5.4.6).
 *
 * @param declarer who declares it
 * @param signature its name and descriptor
 */
record Unimplemented(Found declarer, String signature) {
    private static final int INHERITED = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;
    private static final int NOT_SELECTED = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE;

    /** Those of a class; none where it is abstract itself, and none where something above it is not to be found. */
    static List<Unimplemented> of(Found type) {
        if ((type.shape().access() & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE)) != 0) return List.of();
        List<Found> classes = new ArrayList<>();
        Map<String, Found> interfaces = new LinkedHashMap<>();
        if (!climb(type, classes, interfaces)) return List.of();
        List<Found> above = new ArrayList<>(classes.subList(1, classes.size()));
        above.addAll(interfaces.values());
        if (above.stream().allMatch(found -> found.provider().isEmpty())) return List.of();
        List<Unimplemented> found = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Found declarer : above) {
            // What the jar has itself was there when it was built.
            if (declarer.provider().isEmpty()) continue;
            declarer.shape().methods().forEach((signature, access) -> {
                boolean asked = (access & Opcodes.ACC_ABSTRACT) != 0 && (access & INHERITED) != 0;
                if (asked && seen.add(signature) && !isImplemented(signature, classes, interfaces))
                    found.add(new Unimplemented(declarer, signature));
            });
        }
        return found;
    }

    /** The class and those above it, from the bottom up, and the interfaces of all of them. */
    private static boolean climb(Found type, List<Found> classes, Map<String, Found> interfaces) {
        Set<String> names = new TreeSet<>();
        Optional<Found> next = Optional.of(type);
        while (next.isPresent()) {
            Found at = next.get();
            if (!names.add(at.shape().name())) return false;
            classes.add(at);
            if (!interfacesOf(at, interfaces)) return false;
            if (at.shape().superName().isEmpty()) return true;
            next = at.scope().find(at.shape().superName());
        }
        return false;
    }

    /** All of them, not by recursion: how deep they are, a hostile jar decides. */
    private static boolean interfacesOf(Found type, Map<String, Found> interfaces) {
        Deque<Found> waiting = new ArrayDeque<>(List.of(type));
        while (!waiting.isEmpty()) {
            Found at = waiting.remove();
            for (String name : at.shape().interfaces()) {
                if (interfaces.containsKey(name)) continue;
                Optional<Found> found = at.scope().find(name);
                if (found.isEmpty()) return false;
                interfaces.put(name, found.get());
                waiting.add(found.get());
            }
        }
        return true;
    }

    private static boolean isImplemented(String signature, List<Found> classes, Map<String, Found> interfaces) {
        for (Found type : classes) {
            Integer access = type.shape().methods().get(signature);
            if (access != null && (access & NOT_SELECTED) == 0) return (access & Opcodes.ACC_ABSTRACT) == 0;
        }
        return interfaces.values().stream().anyMatch(type -> isDefault(type.shape(), signature));
    }

    private static boolean isDefault(ClassShape type, String signature) {
        Integer access = type.methods().get(signature);
        return access != null && (access & (NOT_SELECTED | Opcodes.ACC_ABSTRACT)) == 0;
    }

    /** Whether Java itself declares it: a name that begins as Java's do says nothing, and not all of Java's do. */
    boolean isOf(Scope java) {
        return java.find(declarer.shape().name())
                .filter(found -> found.shape().equals(declarer.shape()))
                .isPresent();
    }

    /** The method as people write it. */
    String words() {
        int descriptor = signature.indexOf('(');
        String method = Names.method(signature.substring(0, descriptor), signature.substring(descriptor));
        return Names.type(declarer.shape().name()) + "." + method;
    }
}
