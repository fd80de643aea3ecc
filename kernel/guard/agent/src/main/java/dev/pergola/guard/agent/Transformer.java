package dev.pergola.guard.agent;

import dev.pergola.guard.Guard;
import java.lang.instrument.ClassFileTransformer;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the checks into the classes that the table names, as they are loaded. The JVM takes a class as it is where that
 * fails, so a failure is told: at first to the agent, which ends the JVM; later to the guard, which then refuses
 * everything.
 */
final class Transformer implements ClassFileTransformer {
    private final Table table;
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new ArrayList<>();
    private boolean running;

    Transformer(Table table) {
        this.table = table;
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] code) {
        if (name == null) return null;
        List<Operation> operations = table.of(module, name.replace('/', '.'));
        if (operations.isEmpty()) return null;
        try {
            byte[] changed = Rewriting.of(code, operations);
            done.add(name.replace('/', '.'));
            return changed;
        } catch (RuntimeException | LinkageError failure) {
            fail(name + ": " + failure.getMessage());
            return null;
        }
    }

    private synchronized void fail(String problem) {
        if (running) tell(problem);
        else failures.add(problem);
    }

    /** Whoever it is that has the class loaded. */
    @SuppressWarnings("removal")
    private static void tell(String problem) {
        AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
            Guard.broken(problem);
            return null;
        });
    }

    /** From now on, failures are for the guard. Returns those that there were. */
    synchronized List<String> begin() {
        running = true;
        return List.copyOf(failures);
    }

    boolean hasDone(String type) {
        return done.contains(type);
    }
}
