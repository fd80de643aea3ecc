package dev.pergola.launcher.bundle;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle that does not start. */
public final class ThrowingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("no fuel", new IllegalArgumentException("the tank is empty"));
    }

    @Override
    public void stop(BundleContext context) {}
}
