package dev.pergola.http.internal.server;

import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the settings where HTTP is enabled, and with them lets everything else begin. */
@Component(
        immediate = true,
        service = {})
public final class HttpSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSwitch.class);
    private final Runnable off;

    /** Reads the settings. */
    @Activate
    public HttpSwitch(BundleContext context) {
        this.off = HttpSettings.enabled(context::getProperty) ? on(context) : () -> {};
    }

    private static Runnable on(BundleContext context) {
        try {
            ServiceRegistration<HttpSettings> registration = context.registerService(
                    HttpSettings.class, HttpSettings.from(context::getProperty), FrameworkUtil.asDictionary(Map.of()));
            return registration::unregister;
        } catch (IllegalArgumentException e) {
            LOG.error("HTTP is off: {}", e.getMessage());
            return () -> {};
        }
    }

    @Deactivate
    void stop() {
        off.run();
    }
}
