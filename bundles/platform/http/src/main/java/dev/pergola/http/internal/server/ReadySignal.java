package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Route;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
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
 * listens and every servlet of ours, behind its filter, is where it belongs. The whiteboard brings them together in its
 * own time, and tells of it two seconds later: so this looks for itself, often at first.
 */
@Component(
        immediate = true,
        service = {})
public final class ReadySignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReadySignal.class);
    private static final String SERVER = "(" + ServerConfiguration.LISTENS + "=*)";
    private static final long SHORTEST_MS = 2;
    private static final long LONGEST_MS = 250;

    private final BundleContext context;
    private final HttpSettings settings;
    private final HttpServiceRuntime runtime;
    private final ScheduledExecutorService timer;
    private @Nullable ServiceRegistration<Condition> registration;
    private boolean stopped;

    /** Exists while the server and what it is to serve do. */
    @Activate
    public ReadySignal(
            BundleContext context,
            @Reference HttpSettings settings,
            @Reference(target = SERVER) HttpServiceRuntime runtime,
            @Reference(target = "(osgi.http.whiteboard.filter.name=" + GateFilter.NAME + ")") Filter gate,
            @Reference(target = "(osgi.http.whiteboard.servlet.name=" + FrontServlet.NAME + ")") Servlet front,
            @Reference(target = "(osgi.http.whiteboard.servlet.name=" + ApiServlet.NAME + ")") Servlet api) {
        this.context = context;
        this.settings = settings;
        this.runtime = runtime;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(null, task, "pergola-http-ready", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        look(SHORTEST_MS);
    }

    @Deactivate
    void stop() {
        timer.shutdownNow();
        synchronized (this) {
            stopped = true;
            if (registration != null) registration.unregister();
        }
    }

    private synchronized void look(long nextMs) {
        if (stopped) return;
        boolean served = serves("/", FrontServlet.NAME) && serves(Route.BASE + "/plugins", ApiServlet.NAME);
        Optional<String> address = served ? address() : Optional.empty();
        if (address.isEmpty()) {
            var unused = timer.schedule(() -> look(Math.min(LONGEST_MS, nextMs * 2)), nextMs, TimeUnit.MILLISECONDS);
            return;
        }
        timer.shutdown();
        LOG.info("The HTTP API is at {}", address.get());
        registration = context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(
                        Map.of(Condition.CONDITION_ID, "pergola.ready.http", "pergola.address", address.get())));
    }

    private boolean serves(String path, String servlet) {
        RequestInfoDTO found;
        try {
            found = runtime.calculateRequestInfoDTO(path);
        } catch (RuntimeException e) {
            LOG.debug("Felix HTTP is coming or going", e);
            return false;
        }
        return found.servletDTO != null
                && servlet.equals(found.servletDTO.name)
                && found.filterDTOs != null
                && Arrays.stream(found.filterDTOs).anyMatch(filter -> GateFilter.NAME.equals(filter.name));
    }

    /**
     * The address to call: the port is known to the server alone, where any that is free was asked for. A server that
     * still listens where it did before a restart does not count.
     */
    private Optional<String> address() {
        try {
            for (ServiceReference<HttpServiceRuntime> server :
                    context.getServiceReferences(HttpServiceRuntime.class, SERVER)) {
                if (!ServerConfiguration.listens(settings).equals(server.getProperty(ServerConfiguration.LISTENS)))
                    continue;
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
