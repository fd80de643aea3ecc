package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Route;
import jakarta.servlet.Servlet;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.HttpServiceRuntimeConstants;
import org.osgi.service.servlet.runtime.dto.RequestInfoDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that the API can be called, and where: the condition {@code pergola.ready.http}. It is there while the server
 * listens and every servlet of ours, behind its filter, is where it belongs.
 */
@Component(
        immediate = true,
        service = {})
public final class ReadySignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReadySignal.class);
    private static final String SERVER = "(" + ServerConfiguration.LISTENS + "=*)";

    private final BundleContext context;
    private final HttpSettings settings;
    private final HttpServiceRuntime runtime;
    private final ServiceListener listener = this::changed;
    private @Nullable ServiceRegistration<Condition> registration;
    private boolean stopped;

    /** Exists while the server and the servlets do; the whiteboard brings them together in its own time. */
    @Activate
    public ReadySignal(
            BundleContext context,
            @Reference HttpSettings settings,
            @Reference(target = SERVER) HttpServiceRuntime runtime,
            @Reference(target = "(osgi.http.whiteboard.servlet.name=" + FrontServlet.NAME + ")") Servlet front,
            @Reference(target = "(osgi.http.whiteboard.servlet.name=" + ApiServlet.NAME + ")") Servlet api)
            throws InvalidSyntaxException {
        this.context = context;
        this.settings = settings;
        this.runtime = runtime;
        String type = "(" + Constants.OBJECTCLASS + "=" + HttpServiceRuntime.class.getName() + ")";
        context.addServiceListener(listener, "(&" + type + SERVER + ")");
        look();
    }

    @Deactivate
    void stop() {
        context.removeServiceListener(listener);
        synchronized (this) {
            stopped = true;
            if (registration != null) registration.unregister();
        }
    }

    private void changed(ServiceEvent event) {
        if (event.getType() == ServiceEvent.MODIFIED) look();
    }

    private synchronized void look() {
        if (stopped || registration != null) return;
        if (!serves("/", FrontServlet.NAME) || !serves(Route.BASE + "/plugins", ApiServlet.NAME)) return;
        Optional<String> address = address();
        if (address.isEmpty()) return;
        LOG.info("The HTTP API is at {}", address.get());
        registration = context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(
                        Map.of(Condition.CONDITION_ID, "pergola.ready.http", "pergola.address", address.get())));
    }

    private boolean serves(String path, String servlet) {
        RequestInfoDTO found = runtime.calculateRequestInfoDTO(path);
        return found.servletDTO != null
                && servlet.equals(found.servletDTO.name)
                && found.filterDTOs != null
                && Arrays.stream(found.filterDTOs).anyMatch(filter -> GateFilter.NAME.equals(filter.name));
    }

    /** The address to call: the port is known to the server alone, where any that is free was asked for. */
    private Optional<String> address() {
        try {
            for (ServiceReference<HttpServiceRuntime> server :
                    context.getServiceReferences(HttpServiceRuntime.class, SERVER)) {
                Object endpoints = server.getProperty(HttpServiceRuntimeConstants.HTTP_SERVICE_ENDPOINT);
                Stream<String> all = endpoints instanceof String[] many ? Arrays.stream(many) : Stream.empty();
                Optional<Integer> port =
                        all.map(endpoint -> URI.create(endpoint).getPort()).findFirst();
                if (port.isPresent()) {
                    return Optional.of("http://" + settings.reachableHost() + ":" + (port.get() < 0 ? 80 : port.get()));
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return Optional.empty();
    }
}
