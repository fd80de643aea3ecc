package dev.pergola.permissions.internal;

import dev.pergola.permissions.PluginPermission;
import java.security.AccessControlException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * Answers plugins that ask about whoever calls them. It is asked for as any other permission is, of everybody on the stack;
 * the plugin that defines it holds it by a row of its own.
 */
@SuppressWarnings("removal") // It is what Java asks with until there is another; the guard has it do so on later ones.
final class Callers {
    private static final int MOST_FAULTS = 1_000;
    private static final StackWalker STACK = walker();

    private final Vocabulary vocabulary;
    private final boolean enforced;
    private final BiFunction<String, Extent, String> explanation;
    private final Map<Fault, Integer> faults = new LinkedHashMap<>();

    /** That a plugin was refused what another one asked of it. */
    private record Fault(String definer, String caller) {}

    /** With what explains why a plugin may not do something. */
    Callers(Vocabulary vocabulary, boolean enforced, BiFunction<String, Extent, String> explanation) {
        this.vocabulary = vocabulary;
        this.enforced = enforced;
        this.explanation = explanation;
    }

    private static StackWalker walker() {
        return AccessController.doPrivileged((PrivilegedAction<StackWalker>)
                () -> StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE));
    }

    boolean may(String definer, String permission, String target) {
        return isHeld(asked(definer, permission, target));
    }

    void require(String definer, String permission, String target) {
        Extent asked = asked(definer, permission, target);
        if (isHeld(asked)) return;
        Optional<String> caller = caller(definer);
        caller.ifPresent(plugin -> note(new Fault(definer, plugin)));
        throw new SecurityException(caller.map(plugin -> explained(plugin, asked))
                .orElse("Whoever calls " + definer + " here has no permission for " + asked));
    }

    private String explained(String plugin, Extent asked) {
        return AccessController.doPrivileged((PrivilegedAction<String>) () -> explanation.apply(plugin, asked));
    }

    /** In our own name, as what there is to be read for it is not the plugins' to read. */
    private Extent asked(String definer, String permission, String target) {
        return AccessController.doPrivileged((PrivilegedAction<Extent>) () -> defined(definer, permission, target));
    }

    private Extent defined(String definer, String permission, String target) {
        Extent asked = vocabulary.extent(permission, target);
        String by = vocabulary.term(asked.permission()).definedBy();
        if (by.equals(definer)) return asked;
        throw new IllegalArgumentException("The plugin " + definer + " defines no permission " + permission
                + ": give it a capability pergola.permission.definition of this name");
    }

    private boolean isHeld(Extent asked) {
        if (!enforced) return true;
        try {
            AccessController.checkPermission(new PluginPermission(asked.permission(), asked.target()));
            return true;
        } catch (AccessControlException denied) {
            return false;
        }
    }

    /** The plugin nearest on the stack that is not the one that asks. */
    private static Optional<String> caller(String definer) {
        return STACK.walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                .map(FrameworkUtil::getBundle)
                .filter(bundle -> bundle != null && isPlugin(bundle))
                .map(Bundle::getSymbolicName)
                .filter(name -> !definer.equals(name))
                .findFirst());
    }

    private static boolean isPlugin(Bundle bundle) {
        return AccessController.doPrivileged(
                (PrivilegedAction<Boolean>) () -> bundle.getLocation().startsWith(Rows.PLUGIN));
    }

    private synchronized void note(Fault fault) {
        if (faults.size() >= MOST_FAULTS) faults.clear();
        faults.merge(fault, 1, Integer::sum);
    }

    /** Whether a plugin's call ended so for the fault of who called it; each fault excuses one call. */
    synchronized boolean wasFaultOf(String definer, String caller) {
        Fault fault = new Fault(definer, caller);
        if (!faults.containsKey(fault)) return false;
        faults.computeIfPresent(fault, (key, count) -> count == 1 ? null : count - 1);
        return true;
    }
}
