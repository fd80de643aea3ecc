package dev.pergola.launcher.bundle;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.LoggerFactory;

/** A bundle that logs through SLF4J. */
public final class TalkingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        LoggerFactory.getLogger("test.talking")
                .warn("hello from {}", context.getBundle().getSymbolicName());
    }

    @Override
    public void stop(BundleContext context) {}
}
