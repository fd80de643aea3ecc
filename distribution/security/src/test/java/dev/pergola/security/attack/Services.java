package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import dev.pergola.api.PluginContext;
import dev.pergola.api.StateStore;
import dev.pergola.api.extension.ExtensionRegistry;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.ServiceReference;
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
                never("listen-to-services", "hears of the platform's services", SERVICES, Services::listening)
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
                never(
                                "task-of-another",
                                "takes the task processor of another plugin, past the platform",
                                "other plugins are called through the platform",
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
                Services.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
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
}
