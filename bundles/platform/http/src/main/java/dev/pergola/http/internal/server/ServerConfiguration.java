package dev.pergola.http.internal.server;

import dev.pergola.telemetry.HealthIndicator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Felix HTTP where to listen, and says clearly where it cannot. Felix HTTP should not listen before: the launcher
 * sets {@code org.apache.felix.http.require.config=true}. The configuration stays when this bundle stops: a server that
 * goes down and comes up again while servlets come and go loses some of them (Felix HTTP 1.1.8).
 */
@Component(immediate = true, service = HealthIndicator.class)
public final class ServerConfiguration implements HealthIndicator {
    /** Property of the server's service that tells it from another server. */
    static final String LISTENS = "pergola.http.listens";

    private static final Logger LOG = LoggerFactory.getLogger(ServerConfiguration.class);
    private static final String PID = "org.apache.felix.http";
    private static final String PUBLISHED = "org.apache.felix.http.runtime.init.";

    private final BundleContext context;
    private final HttpSettings settings;
    private final Optional<String> trouble;

    /** Configures the server. */
    @Activate
    public ServerConfiguration(
            BundleContext context, @Reference HttpSettings settings, @Reference ConfigurationAdmin configurations)
            throws IOException {
        this.context = context;
        this.settings = settings;
        if (!"true".equals(context.getProperty("org.apache.felix.http.require.config"))) {
            LOG.warn("Set the framework property org.apache.felix.http.require.config=true: without it, Felix HTTP "
                    + "listens at every address until Pergola has configured it");
        }
        Configuration configuration = configurations.getConfiguration(PID, "?");
        this.trouble = heldBySelf(configuration) ? Optional.empty() : trouble(settings);
        if (trouble.isPresent()) {
            LOG.error("HTTP is off: {}", trouble.get());
            configuration.delete();
        } else {
            configuration.updateIfDifferent(properties(settings));
        }
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Indication indicate() {
        if (trouble.isPresent()) return new Indication(HealthStatus.DOWN, trouble.get());
        ServiceReference<HttpServiceRuntime> runtime = context.getServiceReference(HttpServiceRuntime.class);
        return runtime == null
                ? new Indication(HealthStatus.DOWN, "Felix HTTP does not listen; its log lines say why")
                : new Indication(HealthStatus.UP, "listening at " + settings.host());
    }

    /** After a restart Felix HTTP may listen already, by what was configured before it. */
    private boolean heldBySelf(Configuration configuration) {
        Dictionary<String, Object> before = configuration.getProperties();
        return before != null && Integer.toString(settings.port()).equals(before.get("org.osgi.service.http.port"));
    }

    private static Optional<String> trouble(HttpSettings settings) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot listen at " + settings.host() + ", port " + settings.port() + ": "
                    + e.getMessage() + ". Stop what uses the port, or choose another with " + HttpSettings.PORT
                    + " and "
                    + HttpSettings.HOST);
        }
    }

    private static Dictionary<String, Object> properties(HttpSettings settings) {
        Hashtable<String, Object> properties = new Hashtable<>(Map.of(
                "org.apache.felix.http.host", settings.host(),
                "org.osgi.service.http.port", Integer.toString(settings.port()),
                "org.apache.felix.http.jetty.sendServerHeader", "false",
                "org.apache.felix.jetty.websocket.enable", "true",
                "org.apache.felix.http.session.timeout", "0"));
        properties.put(PUBLISHED + LISTENS, listens(settings));
        return properties;
    }

    /** Value of the property {@link #LISTENS}. */
    static String listens(HttpSettings settings) {
        return settings.host() + ":" + settings.port();
    }
}
