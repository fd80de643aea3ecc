package dev.pergola.shell.internal.fake;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pergola.access.AccessTokens;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginCalls;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionService;
import dev.pergola.store.Configurations;
import dev.pergola.store.PluginStates;
import dev.pergola.telemetry.PluginLogs;
import dev.pergola.telemetry.RuntimeMetrics;
import dev.pergola.vetting.Advisories;
import dev.pergola.vetting.BillOfMaterials;
import dev.pergola.vetting.JarVetting;
import dev.pergola.vetting.TrustStore;
import dev.pergola.vetting.VettingPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.scr.impl.Activator;
import org.jline.terminal.Terminal;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.ComponentContext;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;

/**
 * A real framework with the real Gogo, JLine and Declarative Services, and this bundle as it was built. The doors of
 * other bundles come from the class path, and are implemented by fakes.
 */
public final class TestRuntime implements AutoCloseable {
    private static final List<Class<?>> BUNDLES = List.of(
            Function.class,
            Promise.class,
            ComponentContext.class,
            Activator.class,
            CommandProcessorImpl.class,
            Terminal.class);

    private final Framework framework;
    private final Bundle shell;
    private final ServiceRegistration<PluginLogs> logs;
    private final ServiceRegistration<PermissionService> permissions;

    public TestRuntime(Path storage, Fakes fakes, Map<String, String> properties) throws Exception {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        all.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        all.put(Constants.FRAMEWORK_BOOTDELEGATION, "org.jacoco.*");
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, hostPackages());
        framework = new Felix(all);
        framework.start();
        BundleContext context = framework.getBundleContext();
        context.registerService(PluginManager.class, fakes.manager, null);
        context.registerService(
                new String[] {PluginCalls.class.getName(), ExtensionRegistry.class.getName()}, fakes.calls, null);
        context.registerService(PlatformEvents.class, fakes.events, null);
        logs = context.registerService(PluginLogs.class, fakes.logs, null);
        context.registerService(RuntimeMetrics.class, () -> fakes.metrics, null);
        permissions = context.registerService(PermissionService.class, fakes.permissions, null);
        context.registerService(
                new String[] {JarVetting.class.getName(), VettingPolicy.class.getName(), BillOfMaterials.class.getName()
                },
                fakes.vetting,
                null);
        context.registerService(TrustStore.class, fakes.trust, null);
        context.registerService(Advisories.class, fakes.advisories, null);
        context.registerService(AccessTokens.class, fakes.tokens, null);
        context.registerService(PluginStates.class, fakes.states, null);
        context.registerService(Configurations.class, fakes.configurations, null);
        for (Class<?> type : BUNDLES) install(jarOf(type)).start();
        shell = install(Path.of("target", "classes").toAbsolutePath().toString());
        shell.start();
    }

    private Bundle install(String location) throws BundleException {
        return framework.getBundleContext().installBundle("reference:file:" + location);
    }

    private static String jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static String hostPackages() {
        Map<String, String> versions = new LinkedHashMap<>();
        for (String door : List.of(
                "api",
                "api.annotation",
                "api.event",
                "api.extension",
                "api.node",
                "execution",
                "lifecycle",
                "store",
                "events",
                "permissions",
                "vetting",
                "access")) {
            versions.put("dev.pergola." + door, "1.0.0");
        }
        versions.put("dev.pergola.telemetry", "1.1.0");
        for (Class<?> jackson : List.of(JsonFactory.class, ObjectMapper.class, JsonCreator.class)) {
            versions.put(jackson.getPackageName(), "2.22.4");
        }
        for (String more : List.of("core.type", "databind.module", "databind.ser.std"))
            versions.put("com.fasterxml.jackson." + more, "2.22.4");
        versions.put("org.slf4j", "2.0.20");
        versions.put("org.slf4j.event", "2.0.20");
        StringBuilder clauses = new StringBuilder();
        versions.forEach((name, version) -> clauses.append(clauses.isEmpty() ? "" : ",")
                .append(name)
                .append(";version=\"")
                .append(version)
                .append('"'));
        return clauses.toString();
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    public Bundle shell() {
        return shell;
    }

    public ServiceRegistration<PluginLogs> logs() {
        return logs;
    }

    public ServiceRegistration<PermissionService> permissions() {
        return permissions;
    }

    public Framework framework() {
        return framework;
    }

    /** Runs a command as the HTTP API does, and gives what it prints. What the command throws, this throws. */
    public String run(String command) throws Exception {
        return run(command, Map.of());
    }

    /** The same with variables in the session. */
    public String run(String command, Map<String, Object> variables) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Object session = session(new ByteArrayInputStream(new byte[0]), out);
        try {
            for (Map.Entry<String, Object> variable : variables.entrySet()) {
                call(session, "put", List.of(String.class, Object.class), variable.getKey(), variable.getValue());
            }
            call(session, "execute", List.of(CharSequence.class), command);
        } finally {
            call(session, "close", List.of());
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The names of all commands that are there. Gogo itself goes on listing those that are gone. */
    public List<String> commands() throws Exception {
        Object session = session(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream());
        try {
            List<String> names = new ArrayList<>();
            for (Object name : (Collection<?>) call(session, "get", List.of(String.class), ".commands")) {
                if (call(session, "get", List.of(String.class), name) != null) names.add(name.toString());
            }
            return names;
        } finally {
            call(session, "close", List.of());
        }
    }

    // Reflection, since Gogo's own bundle has to be the one that brings these classes: they find each other by statics.
    private Object session(InputStream in, OutputStream out) throws Exception {
        ServiceReference<?> reference =
                context().getAllServiceReferences("org.apache.felix.service.command.CommandProcessor", null)[0];
        Object processor = context().getService(reference);
        return call(
                processor,
                "createSession",
                List.of(InputStream.class, OutputStream.class, OutputStream.class),
                in,
                out,
                out);
    }

    private static Object call(Object target, String method, List<Class<?>> types, Object... arguments)
            throws Exception {
        try {
            return target.getClass()
                    .getMethod(method, types.toArray(Class<?>[]::new))
                    .invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Exception cause) throw cause;
            throw thrown;
        }
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }
}
