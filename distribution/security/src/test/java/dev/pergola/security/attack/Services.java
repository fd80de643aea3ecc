package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import dev.pergola.api.PluginContext;
import dev.pergola.api.StateStore;
import dev.pergola.api.extension.ExtensionRegistry;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.bundle.FindHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.weaving.WeavingHook;

/** The services of the platform and of other plugins, and standing in for them. */
final class Services {
    private static final String SERVICES = "what is behind the platform's doors is nobody's";

    private static final String HOOKS = "hooks of the framework are nobody's";

    private Services() {}

    static List<Attack> services() {
        return List.of(
                getting("plugin-manager", "dev.pergola.lifecycle.PluginManager"),
                getting("permission-service", "dev.pergola.permissions.PermissionService"),
                getting("plugin-calls", "dev.pergola.execution.PluginCalls"),
                getting("audit-log", "dev.pergola.store.AuditLog"),
                getting("plugin-states", "dev.pergola.store.PluginStates"),
                getting("transactions", "dev.pergola.store.Transactions"),
                getting("data-source-factory", "org.osgi.service.jdbc.DataSourceFactory"),
                getting("configuration-admin", "org.osgi.service.cm.ConfigurationAdmin"),
                getting("components", "org.osgi.service.component.runtime.ServiceComponentRuntime"),
                steering("permission-admin", "org.osgi.service.condpermadmin.ConditionalPermissionAdmin"),
                steering("old-permission-admin", "org.osgi.service.permissionadmin.PermissionAdmin"),
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
                                "there is no such service",
                                prey -> {
                                    ServiceReference<?> log =
                                            prey.bundle().getServiceReference("org.osgi.service.log.admin.LoggerAdmin");
                                    if (log == null) return null;
                                    Object root = Tries.call(
                                            prey.bundle().getService(log), "getLoggerContext", (Object) null);
                                    Tries.call(root, "setLogLevels", Map.of());
                                    return "changed";
                                })
                        .or(NOTHING, FAILED)
                        .counterpart(
                                "gets the one that logs", prey -> service(prey, "org.osgi.service.log.LogService")),
                allowedBy(
                                Need.of("service.get", Probing.class.getName()),
                                "listen-to-services",
                                "hears of another plugin's services",
                                Services::listening)
                        .or(NOTHING),
                never(
                                "all-services",
                                "lists all services, and takes the first of the platform",
                                SERVICES,
                                Services::everything)
                        .or(NOTHING),
                never("registered-by", "asks a bundle for its services", SERVICES, prey -> {
                            ServiceReference<?>[] references =
                                    Frameworks.store(prey).getRegisteredServices();
                            return references == null || references.length == 0 ? null : references;
                        })
                        .or(NOTHING),
                allowedBy(
                                Need.of("service.get", "dev.pergola.api.extension.TaskProcessor"),
                                "task-of-another",
                                "takes the task processor of another plugin, past the platform",
                                Services::processor)
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
                hook("find-hook", FindHook.class, (FindHook) (context, bundles) -> bundles.clear()),
                hook(
                        "bundle-event-hook",
                        org.osgi.framework.hooks.bundle.EventHook.class,
                        (org.osgi.framework.hooks.bundle.EventHook) (event, contexts) -> contexts.clear()),
                hook(
                        "service-find-hook",
                        org.osgi.framework.hooks.service.FindHook.class,
                        (org.osgi.framework.hooks.service.FindHook)
                                (context, name, filter, all, references) -> references.clear()),
                hook("event-listener-hook", EventListenerHook.class, (EventListenerHook)
                        (event, listeners) -> listeners.clear()),
                hook("resolver-hook", ResolverHookFactory.class, (ResolverHookFactory) triggers -> null),
                hook("weaving-hook", WeavingHook.class, (WeavingHook)
                        woven -> woven.getDynamicImports().add("*")),
                hook("collision-hook", CollisionHook.class, (CollisionHook)
                        (operation, target, colliding) -> colliding.clear()),
                providing("as-context", PluginContext.class.getName()),
                providing("as-state", StateStore.class.getName()),
                providing("as-registry", ExtensionRegistry.class.getName()),
                providing("as-log-reader", "org.osgi.service.log.LogReaderService"),
                providing("as-url-handler", "org.osgi.service.url.URLStreamHandlerService"),
                providing("as-event-admin", "org.osgi.service.event.EventAdmin"),
                providing("as-configuration-plugin", "org.osgi.service.cm.ConfigurationPlugin")
                        .with(Need.of("package.import", "org.osgi.service.cm")),
                providing("as-servlet", "jakarta.servlet.Servlet").with(Need.of("package.import", "jakarta.servlet")),
                providing("as-condition", "org.osgi.service.condition.Condition"),
                providing("as-converter", "org.apache.felix.service.command.Converter")
                        .with(Need.of("package.import", "org.apache.felix.service.command")),
                behind("as-vetter", "offers to vet jars", "dev.pergola.lifecycle.Vetter"),
                behind("as-policy", "offers to decide on permissions", "dev.pergola.lifecycle.PermissionPolicy"));
    }

    /** What is behind a door of the platform. */
    private static Attack behind(String name, String what, String type) {
        return never(name, what, SERVICES, prey -> register(prey, type, stand(type)))
                .or(FAILED);
    }

    private static Attack getting(String name, String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        String what = "gets the service " + simple;
        Attack attack = type.startsWith("dev.pergola.")
                ? never(name, what, SERVICES, prey -> service(prey, type))
                : allowedBy(Need.of("service.get", type), name, what, prey -> service(prey, type));
        return attack.or(NOTHING);
    }

    private static Attack steering(String name, String type) {
        return never(
                        name,
                        "gets the service that holds permissions",
                        "nobody can be granted it",
                        prey -> service(prey, type))
                .or(NOTHING)
                .counterpart("gets one of the API", prey -> service(prey, ExtensionRegistry.class.getName()));
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

    private static Attack hook(String name, Class<?> type, Object service) {
        String what = "offers a " + type.getSimpleName();
        return never(name, what, HOOKS, prey -> register(prey, type.getName(), service));
    }

    private static Attack providing(String name, String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return allowedBy(
                Need.of("service.provide", type),
                name,
                "offers a " + simple,
                prey -> register(prey, type, stand(type)));
    }

    /** Something of that type, where the plugin can see it; the framework looks at permissions first. */
    private static Object stand(String type) {
        try {
            Class<?> wanted = Class.forName(type);
            return Proxy.newProxyInstance(
                    Services.class.getClassLoader(), new Class<?>[] {wanted}, (proxy, method, arguments) -> null);
        } catch (ClassNotFoundException unseen) {
            return new Object();
        }
    }

    /** Opens an address of a scheme of its own. */
    static Object scheme(Prey prey) throws Exception {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("url.handler.protocol", "attack");
        String type = "org.osgi.service.url.URLStreamHandlerService";
        Object handler = Proxy.newProxyInstance(
                Services.class.getClassLoader(),
                new Class<?>[] {Class.forName(type)},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "toExternalForm" -> "attack:made";
                    case "getDefaultPort" -> -1;
                    default -> null;
                });
        ServiceRegistration<?> registration = prey.bundle().registerService(type, handler, properties);
        try {
            return new URL("attack:it").toExternalForm();
        } finally {
            registration.unregister();
        }
    }

    /** Only until somebody has seen it: it would serve the whole platform. */
    private static Object register(Prey prey, String type, Object service) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("service.ranking", Integer.MAX_VALUE);
        ServiceRegistration<?> registration = prey.bundle().registerService(type, service, properties);
        String seen = registration.getReference().toString();
        registration.unregister();
        return seen;
    }

    private static Object listening(Prey prey) throws Exception {
        StringBuilder heard = new StringBuilder();
        AllServiceListener listener = event -> heard.append(event.getServiceReference());
        prey.bundle().addServiceListener(listener, "(objectClass=" + Probing.class.getName() + ")");
        Deputies.asked(prey, "own-service");
        prey.bundle().removeServiceListener(listener);
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
}
