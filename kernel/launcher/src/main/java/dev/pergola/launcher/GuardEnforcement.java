package dev.pergola.launcher;

import dev.pergola.guard.Decider;
import dev.pergola.guard.Guard;
import java.security.AccessController;
import java.security.Permission;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.RememberedPermissions;
import org.apache.felix.framework.SecurityActivator;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own guard, where Java has no security manager any more: it has the JDK ask, and the framework answers, as it did
 * before. The guard comes as a Java agent, and stays until the process ends.
 */
final class GuardEnforcement implements Enforcement {
    private static final String BUNDLE_DOMAIN = "org.apache.felix.framework.BundleProtectionDomain";

    private static final Logger LOG = LoggerFactory.getLogger(GuardEnforcement.class);

    private final ClassLoader kernel = Felix.class.getClassLoader();

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void prepare(Map<String, Object> properties, List<BundleActivator> activators) {
        activators.add(0, new SecurityActivator());
    }

    @Override
    public void begin(BundleContext system) {
        PlatformRows.commit(system);
        hold(this::implies, kernel);
        RememberedPermissions remembered =
                RememberedPermissions.in((Felix) system.getBundle(), BundleStarter.LOCATION_PREFIX);
        // What a bundle may do changes with the rows alone: another bundle, or revision, is another
        // domain.
        PlatformRows.onChange(system, until -> {
            remembered.forget(until);
            // After that: what the guard asks from here on, it is told anew. In the kernel's own name: what changes
            // rows may be
            // done at a plugin's request, and this service is not one that plugins get.
            changed(until);
        });
    }

    @SuppressWarnings("removal") // Until it is gone there is nothing better.
    private static void changed(long until) {
        AccessController.doPrivileged((PrivilegedAction<@Nullable Void>) () -> {
            Guard.policyChanged(until);
            return null;
        });
    }

    /** Takes hold without a framework: those domains of the class path's say what plugins may do, and no other does. */
    static void beginAlone(Class<? extends ProtectionDomain> domains) {
        hold(
                (domain, permission) -> domain.getClass() == domains && domain.implies(permission),
                domains.getClassLoader());
    }

    private static void hold(Decider decider, ClassLoader kernel) {
        try {
            Guard.install(decider, kernel);
        } catch (IllegalStateException | NoClassDefFoundError notHeld) {
            throw new LauncherException(
                    ExitCode.START_FAILED,
                    "Nothing would hold plugins to their permissions: " + notHeld.getMessage()
                            + "\nStart with --insecure to do without",
                    notHeld);
        }
        Guard.onDenial((domain, permission, operation) ->
                LOG.debug("{} {} may not {}: {}", domain.getClass().getName(), domain, operation, permission));
    }

    /**
     * The framework's domains decide, and those that a bundle of the platform has made of one, as ConfigurationAdmin does
     * to act in the name of another. Any other domain is that of a loader which nobody knows, or a forgery.
     */
    private boolean implies(ProtectionDomain domain, Permission permission) {
        if (isOfBundle(domain)) return domain.implies(permission);
        return isOfPlatform(domain.getClass().getClassLoader()) && domain.implies(permission);
    }

    private static boolean isOfPlatform(@Nullable ClassLoader loader) {
        return loader instanceof BundleReference reference
                && reference.getBundle().getLocation().startsWith(BundleStarter.LOCATION_PREFIX);
    }

    private boolean isOfBundle(ProtectionDomain domain) {
        Class<?> type = domain.getClass();
        return type.getClassLoader() == kernel && type.getName().equals(BUNDLE_DOMAIN);
    }

    @Override
    public void end() {
        // The guard cannot be taken away: code that it holds could do that, too.
    }
}
