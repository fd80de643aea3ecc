package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import dev.pergola.api.PluginContext;
import dev.pergola.api.StateStore;
import dev.pergola.api.extension.ExtensionRegistry;
import java.net.URL;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.bundle.FindHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** The framework, its bundles, and the services of the platform and of other plugins. */
final class Frameworks {
    private static final String FRAMEWORK = "the framework is the platform's";
    private static final String SERVICES = "what is behind the platform's doors is nobody's";
    private static final String HOOKS = "hooks of the framework are nobody's";

    private Frameworks() {}

    static List<Attack> bundles() {
        return List.of(
                never(
                        "install",
                        "installs a bundle",
                        FRAMEWORK,
                        prey -> prey.bundle().installBundle("kernel:x", jar())),
                never("install-by-reference", "installs a file as a bundle", FRAMEWORK, prey -> {
                    java.nio.file.Files.copy(
                            jar(), prey.own("bundle.jar"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    return prey.bundle().installBundle("reference:file:" + prey.own("bundle.jar"));
                }),
                never(
                        "stop-bundle",
                        "stops a bundle of the platform",
                        FRAMEWORK,
                        prey -> Tries.done(() -> store(prey).stop())),
                never(
                        "start-bundle",
                        "starts a bundle of the platform",
                        FRAMEWORK,
                        prey -> Tries.done(() -> store(prey).start())),
                never(
                        "uninstall-bundle",
                        "uninstalls a bundle of the platform",
                        FRAMEWORK,
                        prey -> Tries.done(() -> store(prey).uninstall())),
                never(
                        "update-bundle",
                        "replaces a bundle of the platform",
                        FRAMEWORK,
                        prey -> Tries.done(
                                () -> store(prey).update(Frameworks.class.getResourceAsStream("/" + Prey.FACTS)))),
                never(
                        "update-itself",
                        "replaces itself, past every check",
                        FRAMEWORK,
                        prey -> Tries.done(() -> prey.bundle()
                                .getBundle()
                                .update(Frameworks.class.getResourceAsStream("/" + Prey.FACTS)))),
                never(
                        "stop-plugin",
                        "stops another plugin",
                        FRAMEWORK,
                        prey -> Tries.done(
                                () -> Reflections.other(prey, "victim").stop())),
                never(
                        "stop-framework",
                        "stops the framework",
                        FRAMEWORK,
                        prey -> Tries.done(() -> prey.bundle().getBundle(0).stop())),
                never(
                        "update-framework",
                        "starts the framework again",
                        FRAMEWORK,
                        prey -> Tries.done(() -> prey.bundle().getBundle(0).update())),
                never(
                        "refresh",
                        "refreshes all bundles",
                        FRAMEWORK,
                        prey -> Tries.done(() -> prey.bundle()
                                .getBundle(0)
                                .adapt(FrameworkWiring.class)
                                .refreshBundles(null))),
                never(
                        "start-level",
                        "stops all by the start level",
                        FRAMEWORK,
                        prey -> Tries.done(() -> prey.bundle()
                                .getBundle(0)
                                .adapt(FrameworkStartLevel.class)
                                .setStartLevel(0))),
                never(
                        "initial-level",
                        "changes the start level of bundles to come",
                        FRAMEWORK,
                        prey -> Tries.done(() -> prey.bundle()
                                .getBundle(0)
                                .adapt(FrameworkStartLevel.class)
                                .setInitialBundleStartLevel(9))),
                never(
                        "wiring-loader",
                        "gets the loader of a platform's bundle by its wiring",
                        FRAMEWORK,
                        prey -> store(prey).adapt(BundleWiring.class).getClassLoader()),
                never(
                        "context-of-another",
                        "gets the context of a platform's bundle",
                        FRAMEWORK,
                        prey -> store(prey).getBundleContext()),
                never(
                        "context-of-framework",
                        "gets the context of the framework",
                        FRAMEWORK,
                        prey -> prey.bundle().getBundle(0).getBundleContext()),
                never(
                        "headers",
                        "reads the manifest of a platform's bundle",
                        FRAMEWORK,
                        prey -> store(prey).getHeaders().size()),
                never(
                        "location",
                        "finds out where a bundle came from",
                        FRAMEWORK,
                        prey -> store(prey).getLocation()),
                never(
                                "entry",
                                "reads a file in a platform's bundle",
                                FRAMEWORK,
                                prey -> store(prey).getEntry("META-INF/MANIFEST.MF"))
                        .or(NOTHING),
                never(
                                "resource",
                                "reads a resource of a platform's bundle",
                                FRAMEWORK,
                                prey -> store(prey).getResource("db/migration/V1__platform.sql"))
                        .or(NOTHING),
                never(
                                "entries",
                                "lists the files in another plugin",
                                FRAMEWORK,
                                prey -> Reflections.other(prey, "victim").findEntries("/", "*", true))
                        .or(NOTHING),
                never(
                                "bundle-url",
                                "reads a file of another bundle by its address",
                                FRAMEWORK,
                                prey -> Tries.text(
                                        new URL("bundle://" + store(prey).getBundleId() + ".0:0/META-INF/MANIFEST.MF")
                                                .openStream()))
                        .or(FAILED),
                never(
                                "signers",
                                "asks who signed a bundle",
                                FRAMEWORK,
                                prey -> store(prey).getSignerCertificates(Bundle.SIGNERS_ALL).keySet().stream()
                                        .findFirst()
                                        .orElse(null))
                        .or(NOTHING),
                never(
                        "synchronous-listener",
                        "stands in the way of every bundle that starts",
                        FRAMEWORK,
                        prey -> Tries.done(() -> prey.bundle().addBundleListener(new Standing()))),
                never(
                        "data-file",
                        "writes a file of another bundle",
                        FRAMEWORK,
                        prey -> java.nio.file.Files.writeString(
                                store(prey).getDataFile("x").toPath(), "x")),
                never(
                                "data-file-escape",
                                "asks for a file outside of its own by dots",
                                FRAMEWORK,
                                prey -> Tries.text(new java.io.FileInputStream(
                                        prey.bundle().getDataFile("../../" + "../".repeat(20) + prey.secret()))))
                        .or(NOTHING, FAILED));
    }

    static List<Attack> services() {
        return List.of(
                getting("plugin-manager", "dev.pergola.lifecycle.PluginManager"),
                getting("permission-service", "dev.pergola.permissions.PermissionService"),
                getting("plugin-calls", "dev.pergola.execution.PluginCalls"),
                getting("audit-log", "dev.pergola.store.AuditLog"),
                getting("plugin-states", "dev.pergola.store.PluginStates"),
                getting("data-source", "javax.sql.DataSource"),
                getting("data-source-factory", "org.osgi.service.jdbc.DataSourceFactory"),
                getting("configuration-admin", "org.osgi.service.cm.ConfigurationAdmin"),
                getting("components", "org.osgi.service.component.runtime.ServiceComponentRuntime"),
                getting("permission-admin", "org.osgi.service.condpermadmin.ConditionalPermissionAdmin"),
                getting("old-permission-admin", "org.osgi.service.permissionadmin.PermissionAdmin"),
                getting("http", "org.osgi.service.servlet.context.ServletContextHelper"),
                getting("shell", "org.apache.felix.service.command.CommandProcessor"),
                getting("file-install", "org.apache.felix.fileinstall.ArtifactInstaller"),
                getting("platform-events", "dev.pergola.events.PlatformEvents"),
                allowedBy(
                                Need.of("event.publish", "org/*"),
                                "event-admin",
                                "sends an event past the platform",
                                prey -> {
                                    Object admin = service(prey, "org.osgi.service.event.EventAdmin");
                                    if (admin == null) return null;
                                    ((org.osgi.service.event.EventAdmin) admin)
                                            .sendEvent(new org.osgi.service.event.Event("org/attack", Map.of()));
                                    return "sent";
                                })
                        .or(NOTHING),
                never(
                                "log-admin",
                                "changes the levels of the log by the log service",
                                "the log is the platform's",
                                prey -> {
                                    ServiceReference<?> log =
                                            prey.bundle().getServiceReference("org.osgi.service.log.admin.LoggerAdmin");
                                    if (log == null) return null;
                                    Object root = Tries.call(
                                            prey.bundle().getService(log), "getLoggerContext", (Object) null);
                                    Tries.call(root, "setLogLevels", Map.of());
                                    return "changed";
                                })
                        .or(NOTHING, FAILED),
                never("listen-to-services", "hears of the platform's services", SERVICES, Frameworks::listening)
                        .or(NOTHING),
                never(
                                "all-services",
                                "lists all services, and takes the first of the platform",
                                SERVICES,
                                Frameworks::everything)
                        .or(NOTHING),
                never("registered-by", "asks a bundle for its services", SERVICES, prey -> {
                            ServiceReference<?>[] references = store(prey).getRegisteredServices();
                            return references == null || references.length == 0 ? null : references;
                        })
                        .or(NOTHING),
                never(
                                "task-of-another",
                                "takes the task processor of another plugin, past the platform",
                                "other plugins are called through the platform",
                                Frameworks::processor)
                        .or(NOTHING),
                never(
                                "command-of-platform",
                                "takes the shell's commands",
                                SERVICES,
                                prey -> first(prey, null, "(osgi.command.scope=plugin)"))
                        .or(NOTHING));
    }

    static List<Attack> registrations() {
        return List.of(
                registering("find-hook", FindHook.class, HOOKS, (FindHook) (context, bundles) -> bundles.clear()),
                registering(
                        "bundle-event-hook",
                        org.osgi.framework.hooks.bundle.EventHook.class,
                        HOOKS,
                        (org.osgi.framework.hooks.bundle.EventHook) (event, contexts) -> contexts.clear()),
                registering(
                        "service-find-hook",
                        org.osgi.framework.hooks.service.FindHook.class,
                        HOOKS,
                        (org.osgi.framework.hooks.service.FindHook)
                                (context, name, filter, all, references) -> references.clear()),
                registering("event-listener-hook", EventListenerHook.class, HOOKS, (EventListenerHook)
                        (event, listeners) -> listeners.clear()),
                registering("resolver-hook", ResolverHookFactory.class, HOOKS, (ResolverHookFactory) triggers -> null),
                registering("weaving-hook", WeavingHook.class, HOOKS, (WeavingHook)
                        woven -> woven.getDynamicImports().add("*")),
                registering("collision-hook", CollisionHook.class, HOOKS, (CollisionHook)
                        (operation, target, colliding) -> colliding.clear()),
                registering("as-context", PluginContext.class, "what plugins are given is the platform's", null),
                registering("as-state", StateStore.class, "what plugins are given is the platform's", null),
                registering("as-registry", ExtensionRegistry.class, "what plugins are given is the platform's", null),
                providing("as-log-reader", "org.osgi.service.log.LogReaderService"),
                providing("as-url-handler", "org.osgi.service.url.URLStreamHandlerService"),
                providing("as-event-admin", "org.osgi.service.event.EventAdmin"),
                providing("as-configuration-plugin", "org.osgi.service.cm.ConfigurationPlugin"),
                providing("as-servlet", "jakarta.servlet.Servlet"),
                providing("as-condition", "org.osgi.service.condition.Condition"),
                providing("as-converter", "org.apache.felix.service.command.Converter"),
                never(
                                "as-vetter",
                                "offers to vet jars",
                                "what is behind the platform's doors is nobody's",
                                prey -> register(prey, "dev.pergola.lifecycle.Vetter", new Object()))
                        .or(FAILED),
                never(
                                "as-policy",
                                "offers to decide on permissions",
                                "what is behind the platform's doors is nobody's",
                                prey -> register(prey, "dev.pergola.lifecycle.PermissionPolicy", new Object()))
                        .or(FAILED));
    }

    private static Bundle store(Prey prey) {
        return Reflections.other(prey, "dev.pergola.store");
    }

    private static java.io.InputStream jar() throws java.io.IOException {
        java.util.jar.Manifest manifest = new java.util.jar.Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "smuggled");
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        new java.util.jar.JarOutputStream(bytes, manifest).close();
        return new java.io.ByteArrayInputStream(bytes.toByteArray());
    }

    private static Attack getting(String name, String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return never(name, "gets the service " + simple, SERVICES, prey -> service(prey, type))
                .or(NOTHING);
    }

    private static Object service(Prey prey, String type) throws Exception {
        return first(prey, type, null);
    }

    private static Object first(Prey prey, String type, String filter) throws Exception {
        ServiceReference<?>[] references = prey.bundle().getAllServiceReferences(type, filter);
        return references == null || references.length == 0
                ? null
                : prey.bundle().getService(references[0]);
    }

    private static Attack registering(String name, Class<?> type, String why, Object service) {
        return never(
                name,
                "offers a " + type.getSimpleName(),
                why,
                prey -> register(prey, type.getName(), service == null ? stand(type) : service));
    }

    private static Object stand(Class<?> type) {
        return java.lang.reflect.Proxy.newProxyInstance(
                Frameworks.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
    }

    /** The plugin may not know the type, and the framework then takes any object. */
    private static Attack providing(String name, String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        Need provide = Need.of("service.provide", type);
        return allowedBy(provide, name, "offers a " + simple, prey -> register(prey, type, new Object()))
                .uncontrolled("it would serve the whole platform from then on");
    }

    private static Object register(Prey prey, String type, Object service) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("service.ranking", Integer.MAX_VALUE);
        return prey.bundle().registerService(type, service, properties);
    }

    private static Object listening(Prey prey) throws Exception {
        StringBuilder heard = new StringBuilder();
        prey.bundle()
                .addServiceListener(
                        event -> heard.append(event.getServiceReference()), "(objectClass=dev.pergola.store.*)");
        prey.bundle().registerService(Runnable.class, () -> {}, null).unregister();
        return heard.toString();
    }

    private static Object everything(Prey prey) throws Exception {
        ServiceReference<?>[] references = prey.bundle().getAllServiceReferences((String) null, null);
        if (references == null) return null;
        for (ServiceReference<?> reference : references) {
            String[] types = (String[]) reference.getProperty("objectClass");
            boolean behind = Arrays.stream(types)
                    .anyMatch(type -> type.startsWith("dev.pergola.") && !type.startsWith("dev.pergola.api."));
            if (behind) return Arrays.toString(types);
        }
        return null;
    }

    private static Object processor(Prey prey) throws Exception {
        ServiceReference<?>[] references =
                prey.bundle().getAllServiceReferences("dev.pergola.api.extension.TaskProcessor", null);
        if (references == null) return null;
        for (ServiceReference<?> reference : references) {
            if (reference.getBundle() == prey.bundle().getBundle()) continue;
            return prey.bundle().getService(reference);
        }
        return null;
    }

    private static final class Standing implements SynchronousBundleListener {
        @Override
        public void bundleChanged(BundleEvent event) {
            throw new IllegalStateException("in the way");
        }
    }
}
