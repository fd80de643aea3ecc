package dev.pergola.launcher.bundle;

import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.LoggerFactory;

/** A bundle that logs through SLF4J, and tells in a service which context class loader it was started with. */
public final class TalkingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        LoggerFactory.getLogger("test.talking")
                .warn("hello from {}", context.getBundle().getSymbolicName());
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(
                "resource", String.valueOf(loader.getResource("dev/pergola/launcher/bundle/TalkingActivator.class")));
        properties.put("started", System.nanoTime());
        context.registerService(Runnable.class, () -> {}, properties);
    }

    @Override
    public void stop(BundleContext context) {}
}
