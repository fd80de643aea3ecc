package dev.pergola.lifecycle.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.cm.ManagedService;

/**
 * Knows when what was handed to ConfigurationAdmin has arrived. That delivers on threads of its own, one thing after the
 * other: to Declarative Services, which has a component modified or activated anew before it returns, and to managed
 * services. So a mark that is handed over behind it arrives after it.
 */
final class ConfigurationArrival implements ConfigurationListener, ManagedService, AutoCloseable {
    private static final String MARK = "dev.pergola.lifecycle.arrival";
    private static final String RUN = "run";
    private static final String NUMBER = "number";

    private final ConfigurationAdmin admin;
    /** A mark of an earlier start may still be delivered. */
    private final String run = UUID.randomUUID().toString();

    private final List<ServiceRegistration<?>> registrations;
    private long sent;
    private long seenByListeners;
    private long seenByServices;

    ConfigurationArrival(BundleContext context, ConfigurationAdmin admin) {
        this.admin = admin;
        registrations = List.of(
                context.registerService(ConfigurationListener.class, this, null),
                context.registerService(
                        ManagedService.class, this, FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, MARK))));
    }

    /** Waits until all that has been handed over has arrived; tells whether it has within the time. */
    boolean await(Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            long number = mark();
            while (seenByListeners < number || seenByServices < number) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) return false;
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    /** Within the lock, so that marks are delivered in the order of their numbers. */
    private long mark() throws IOException {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(RUN, run);
        properties.put(NUMBER, sent + 1);
        admin.getConfiguration(MARK, "?").update(properties);
        return ++sent;
    }

    @Override
    public synchronized void configurationEvent(ConfigurationEvent event) {
        // It does not say which of the marks it is about, but each has its event.
        if (!MARK.equals(event.getPid()) || event.getType() != ConfigurationEvent.CM_UPDATED) return;
        seenByListeners++;
        notifyAll();
    }

    @Override
    public synchronized void updated(@Nullable Dictionary<String, ?> properties) {
        if (properties == null || !run.equals(properties.get(RUN))) return;
        if (properties.get(NUMBER) instanceof Long number) seenByServices = Math.max(seenByServices, number);
        notifyAll();
    }

    @Override
    public void close() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
