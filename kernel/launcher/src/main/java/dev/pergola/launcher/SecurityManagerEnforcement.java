package dev.pergola.launcher;

import java.security.Policy;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.RememberedPermissions;
import org.apache.felix.framework.SecurityActivator;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleReference;

/** Java's own security manager, which is there until Java 23. */
@SuppressWarnings({"removal", "deprecation"}) // Until it is gone there is nothing better.
final class SecurityManagerEnforcement implements Enforcement {
    private static final String NAMES = "networkaddress.cache.ttl";
    private static final String PLUGINS = "pergola:";

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void prepare(Map<String, Object> properties, List<BundleActivator> activators) {
        prepare();
        // As a bundle, an extension of the framework would not come up under the security manager that it is to serve.
        activators.add(0, new SecurityActivator());
    }

    private static void prepare() {
        Policy.setPolicy(new KernelPolicy());
        // Read once, by whatever first asks about a file: the script sets it, too.
        System.setProperty("jdk.io.permissionsUseCanonicalPath", "true");
    }

    @Override
    public void begin(BundleContext system) {
        PlatformRows.commit(system);
        PlatformRows.onChange(
                system, RememberedPermissions.in((Felix) system.getBundle(), BundleStarter.LOCATION_PREFIX)::forget);
        hold(loader -> loader instanceof BundleReference bundle
                && bundle.getBundle().getLocation().startsWith(PLUGINS));
    }

    /** Takes hold without a framework: the domains of plugins say what those may do. */
    static void beginAlone(Predicate<ClassLoader> isPlugins) {
        prepare();
        hold(isPlugins);
    }

    private static void hold(Predicate<ClassLoader> isPlugins) {
        forgetNames();
        try {
            // Not by the framework, at whose request Java would complain twice, once more when it stops.
            System.setSecurityManager(new PluginSecurityManager(isPlugins));
        } catch (UnsupportedOperationException forbidden) {
            throw new LauncherException(
                    ExitCode.START_FAILED,
                    "Java's security manager was forbidden on the command line, so nothing would hold plugins to their"
                            + " permissions; start Java with -Djava.security.manager=allow, or with --insecure to do"
                            + " without",
                    forbidden);
        }
    }

    /** Under a security manager Java keeps what it looked up for ever, unless it is told otherwise before the first look. */
    private static void forgetNames() {
        if (Security.getProperty(NAMES) == null) Security.setProperty(NAMES, "30");
    }

    @Override
    public void end() {
        // It stays until the process ends, which is soon.
    }
}
