package dev.pergola.launcher.bundle;

import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.service.condition.Condition;

/** A bundle that knows that it will never be ready. */
public final class FailedConditionActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("osgi.condition.id", "pergola.failed.http");
        properties.put("pergola.failure", "the certificate has expired");
        context.registerService(Condition.class, Condition.INSTANCE, properties);
    }

    @Override
    public void stop(BundleContext context) {}
}
