package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * What holds plugins to the rows of ConditionalPermissionAdmin in this process. The kernel turns it on before any bundle
 * is there; what the rows say of plugins is a bundle's business.
 */
interface Enforcement {
    /** The first Java in which no security manager can be set. */
    int FIRST_WITHOUT_SECURITY_MANAGER = 24;

    /** The one that this Java and these settings ask for. */
    static Enforcement of(Settings settings) {
        if (!settings.get(ConfigurationKeys.ENFORCEMENT)) return new NoEnforcement();
        return Runtime.version().feature() < FIRST_WITHOUT_SECURITY_MANAGER
                ? new SecurityManagerEnforcement()
                : new GuardEnforcement();
    }

    /** Whether plugins are held to anything. */
    boolean isOn();

    /** Sets what the framework has to be made with. */
    void prepare(Map<String, Object> properties, List<BundleActivator> activators);

    /** Takes hold: the framework is initialized, and nothing is installed in it yet. */
    void begin(BundleContext system);

    /** Lets go, once the framework has stopped. */
    void end();
}
