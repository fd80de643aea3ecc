package dev.pergola.guard.agent.bundle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.concurrent.Callable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle with two services: one reads a file, the other does it with a check of OSGi's own. */
public final class ReadingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        Path file = Path.of(context.getBundle().getHeaders().get("File"));
        register(context, "read", () -> Files.readString(file));
        register(context, "stop", () -> {
            context.getBundle(0)
                    .adapt(org.osgi.framework.startlevel.FrameworkStartLevel.class)
                    .setInitialBundleStartLevel(1);
            return "";
        });
    }

    private static void register(BundleContext context, String name, Callable<String> service) {
        context.registerService(
                Callable.class,
                service,
                new Hashtable<>(
                        java.util.Map.of("name", name + context.getBundle().getLocation())));
    }

    @Override
    public void stop(BundleContext context) {}
}
