package dev.pergola.launcher;

import dev.pergola.guard.Guard;
import java.security.ProtectionDomain;
import java.util.function.Predicate;

/**
 * Holds plugins to their permissions in a process without a framework: what they may do, the protection domains of their
 * classes say, which whoever loads those makes. As in a kernel, it takes hold of the whole process for good, and Java has to be
 * started for it.
 */
public final class PluginDomains {
    private PluginDomains() {}

    /**
     * Takes hold; from now on, what is neither of the class path nor of Java may do what its domain implies, and nothing where
     * that is of another class. Throws {@link LauncherException} where Java cannot be had to do that.
     *
     * @param domains the class of the domains of plugins, which nobody but the caller can make instances of
     * @param isPlugins whether a loader is one of a plugin
     */
    public static void enforce(Class<? extends ProtectionDomain> domains, Predicate<ClassLoader> isPlugins) {
        if (Runtime.version().feature() < Enforcement.FIRST_WITHOUT_SECURITY_MANAGER)
            SecurityManagerEnforcement.beginAlone(isPlugins);
        else GuardEnforcement.beginAlone(domains);
    }

    /**
     * To be called after what domains imply has changed, where they are enforced.
     *
     * @param until when it changes by itself, in milliseconds as {@link System#currentTimeMillis} has them; {@link
     *     Long#MAX_VALUE} for never
     */
    public static void changed(long until) {
        if (Runtime.version().feature() >= Enforcement.FIRST_WITHOUT_SECURITY_MANAGER) Guard.policyChanged(until);
    }
}
