package dev.pergola.launcher;

import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Plugins may do what the process may: the operator said so. */
final class NoEnforcement implements Enforcement {
    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    public void prepare(Map<String, Object> properties, List<BundleActivator> activators) {
        // The framework's own default is no security.
    }

    @Override
    public void begin(BundleContext system) {
        // Nothing holds anybody.
    }

    @Override
    public void end() {
        // Nothing was begun.
    }
}
