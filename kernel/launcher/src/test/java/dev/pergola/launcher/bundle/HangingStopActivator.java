package dev.pergola.launcher.bundle;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle that takes its time to stop. */
public final class HangingStopActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {}

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        Thread.sleep(Long.parseLong(context.getProperty("test.hang")));
    }
}
