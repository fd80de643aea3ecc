package dev.pergola.launcher.bundle;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Stops the framework as soon as it runs, as somebody at the shell might. */
public final class StoppingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) throws BundleException {
        context.getBundle(0).stop();
    }

    @Override
    public void stop(BundleContext context) {}
}
