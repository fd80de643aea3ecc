package dev.pergola.launcher.bundle;

import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.service.condition.Condition;

/** What the platform's bundles do at the end of their start: says that lifecycle and HTTP are up. */
public final class ReadyActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        register(context, "pergola.ready.lifecycle", new Hashtable<>());
        Hashtable<String, Object> http = new Hashtable<>();
        http.put("pergola.address", "http://127.0.0.1:" + context.getProperty("pergola.http.port"));
        register(context, "pergola.ready.http", http);
    }

    private static void register(BundleContext context, String id, Hashtable<String, Object> properties) {
        properties.put("osgi.condition.id", id);
        context.registerService(Condition.class, Condition.INSTANCE, properties);
    }

    @Override
    public void stop(BundleContext context) {}
}
