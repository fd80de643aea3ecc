package dev.pergola.guard.agent;

import dev.pergola.guard.Checks;
import dev.pergola.guard.Contexts;
import dev.pergola.guard.GuardSecurityManager;
import dev.pergola.guard.Privileged;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.objectweb.asm.Type;

/** A method of the guard that methods of the JDK call. */
record Check(String owner, String name, String descriptor) {
    private static final List<Class<?>> OWNERS =
            List.of(Checks.class, Contexts.class, GuardSecurityManager.class, Privileged.class);

    /** Finds one by the name that the table gives it: a method of {@code Checks}, or {@code Class.method}. */
    static Check named(String text) {
        int dot = text.indexOf('.');
        String owner = dot < 0 ? Checks.class.getSimpleName() : text.substring(0, dot);
        String name = text.substring(dot + 1);
        for (Class<?> type : OWNERS) {
            if (!type.getSimpleName().equals(owner)) continue;
            for (Method method : type.getDeclaredMethods()) {
                int flags = method.getModifiers();
                if (method.getName().equals(name) && Modifier.isPublic(flags) && Modifier.isStatic(flags))
                    return new Check(Type.getInternalName(type), name, Type.getMethodDescriptor(method));
            }
        }
        throw new IllegalStateException("The guard has no check \"" + text + '"');
    }

    Type[] parameters() {
        return Type.getArgumentTypes(descriptor);
    }
}
