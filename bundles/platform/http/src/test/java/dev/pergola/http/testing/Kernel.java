package dev.pergola.http.testing;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.awaitility.Awaitility;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.condition.Condition;

/**
 * A real Felix with Declarative Services, Felix HTTP and this module's bundle, in this process. The doors come from the
 * class path, so that tests can offer services of their own for them.
 */
public final class Kernel implements AutoCloseable {
    private static final List<String> DOORS = List.of(
            "dev.pergola.api",
            "dev.pergola.api.annotation",
            "dev.pergola.api.event",
            "dev.pergola.api.extension",
            "dev.pergola.api.node",
            "dev.pergola.store",
            "dev.pergola.events",
            "dev.pergola.execution",
            "dev.pergola.jobs",
            "dev.pergola.lifecycle",
            "dev.pergola.permissions",
            "dev.pergola.vetting");
    private static final List<String> BUNDLES = List.of(
            "org.osgi.util.function.Function",
            "org.osgi.util.promise.Promise",
            "org.osgi.service.component.ComponentContext",
            "org.apache.felix.scr.component.ExtComponentContext",
            "org.apache.felix.cm.PersistenceManager",
            "jakarta.servlet.Servlet=org.apache.felix.http.servlet-api",
            "dev.pergola.access.AccessTokens",
            "io.github.bucket4j.Bucket",
            "org.apache.commons.io.IOUtils",
            "org.apache.commons.fileupload.FileUpload",
            "org.apache.felix.http.jetty.ConnectorFactory",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonProperty",
            "com.fasterxml.jackson.databind.ObjectMapper");

    private static final String GOGO = "org.apache.felix.gogo.runtime.CommandProcessorImpl";

    private final Framework framework;
    private final Path data;

    private Kernel(Framework framework, Path data) {
        this.framework = framework;
        this.data = data;
    }

    /** Starts a framework with everything but this module's bundle. */
    public static Kernel start(Path folder, Map<String, String> properties) throws BundleException {
        StringBuilder packages = new StringBuilder("org.slf4j;org.slf4j.spi;org.slf4j.event;version=2.0.20");
        DOORS.forEach(door -> packages.append(",").append(door).append(";version=1.0.0"));
        packages.append(",dev.pergola.telemetry;version=1.1.0");
        Map<String, String> all = new HashMap<>();
        all.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages.toString());
        all.put("org.apache.felix.http.require.config", "true");
        all.put("felix.log.level", "1");
        all.put("pergola.data", folder.resolve("data").toString());
        all.put("pergola.http.port", "0");
        all.putAll(properties);
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(all);
        framework.start();
        Kernel kernel = new Kernel(framework, folder.resolve("data"));
        for (Bundle bundle : kernel.install(BUNDLES)) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) bundle.start();
        }
        return kernel;
    }

    /** Starts a bundle that a class of the class path belongs to. */
    public Bundle startBundleOf(String className) throws BundleException {
        Bundle bundle = install(List.of(className)).get(0);
        bundle.start();
        return bundle;
    }

    /** Starts this module's bundle; Gogo is installed by then, as it is in a distribution, but not started. */
    public Bundle startHttp() throws BundleException {
        install(List.of(GOGO));
        return startBundleOf("dev.pergola.http.internal.server.HttpSettings");
    }

    /** Starts Gogo. */
    public void startGogo() throws BundleException {
        startBundleOf(GOGO);
    }

    /** Stops this module's bundle. */
    public void stopHttp() throws BundleException {
        startBundleOf("dev.pergola.http.internal.server.HttpSettings").stop();
    }

    private List<Bundle> install(List<String> classes) throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (String name : classes) bundles.add(context().installBundle(locationOf(name)));
        return bundles;
    }

    /** The jar of a class; of the bundle with some name, where a class is in several jars. */
    private static String locationOf(String name) {
        int equals = name.indexOf('=');
        String prefix = equals < 0 ? "" : name.substring(equals + 1);
        String path = name.substring(0, equals < 0 ? name.length() : equals).replace('.', '/') + ".class";
        try {
            for (var url :
                    java.util.Collections.list(Kernel.class.getClassLoader().getResources(path))) {
                String text = url.toString();
                if (!text.startsWith("jar:")) continue;
                String jar = text.substring("jar:".length(), text.indexOf("!/"));
                if (new File(URI.create(jar)).getName().startsWith(prefix)) return jar;
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        throw new IllegalStateException("No jar on the class path holds " + name);
    }

    /** Offers a service. */
    public <S> ServiceRegistration<S> offer(Class<S> type, S service, Map<String, Object> properties) {
        return context().registerService(type, service, FrameworkUtil.asDictionary(properties));
    }

    /** Offers the condition that the lifecycle is ready. */
    public ServiceRegistration<Condition> lifecycleIsReady() {
        return offer(Condition.class, Condition.INSTANCE, Map.of("osgi.condition.id", "pergola.ready.lifecycle"));
    }

    /** Waits until HTTP is ready; gives its address. */
    public URI address() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(this::addressNow, uri -> !uri.toString().isEmpty());
    }

    /** Its address, empty where it is not ready. */
    public URI addressNow() {
        try {
            for (ServiceReference<Condition> condition :
                    context().getServiceReferences(Condition.class, "(osgi.condition.id=pergola.ready.http)")) {
                return URI.create(String.valueOf(condition.getProperty("pergola.address")));
            }
            return URI.create("");
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The framework's context. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** The data directory. */
    public Path data() {
        return data;
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(20_000);
    }
}
