package dev.pergola.guard.agent;

import dev.pergola.guard.Checks;
import dev.pergola.guard.ClassChecks;
import dev.pergola.guard.Contexts;
import dev.pergola.guard.FileChecks;
import dev.pergola.guard.GuardSecurityManager;
import dev.pergola.guard.NetworkChecks;
import dev.pergola.guard.Privileged;
import dev.pergola.guard.ThreadChecks;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/** A method of the guard that methods of the JDK call. */
record Check(String owner, String name, String descriptor) {
    private static final List<Class<?>> CHECKS =
            List.of(FileChecks.class, NetworkChecks.class, ClassChecks.class, ThreadChecks.class, Checks.class);
    private static final List<Class<?>> OTHERS = List.of(Contexts.class, GuardSecurityManager.class, Privileged.class);

    /**
     * Finds one by the name that the table gives it: a method of one of the classes of checks, among which no name is there
     * twice, or {@code Class.method} of another class.
     */
    static Check named(String text) {
        int dot = text.indexOf('.');
        String owner = text.substring(0, Math.max(dot, 0));
        String name = text.substring(dot + 1);
        List<Check> found = (dot < 0 ? CHECKS : OTHERS)
                .stream()
                        .filter(type -> dot < 0 || type.getSimpleName().equals(owner))
                        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                        .filter(method -> method.getName().equals(name) && isForAll(method))
                        .map(Check::of)
                        .toList();
        if (found.size() == 1) return found.get(0);
        throw new IllegalStateException(
                "The guard has " + (found.isEmpty() ? "no" : "more than one") + " check \"" + text + '"');
    }

    private static boolean isForAll(Method method) {
        return Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers());
    }

    private static Check of(Method method) {
        return new Check(
                Type.getInternalName(method.getDeclaringClass()), method.getName(), Type.getMethodDescriptor(method));
    }

    Type[] parameters() {
        return Type.getArgumentTypes(descriptor);
    }
}
