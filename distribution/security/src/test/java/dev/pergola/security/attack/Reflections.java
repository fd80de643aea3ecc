package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import dev.pergola.api.PluginContext;
import dev.pergola.api.extension.Task;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Reaching private parts, and having others do what one may not do oneself. */
final class Reflections {
    private static final Need DEEP = Need.of("reflection.deep");

    private static final String MODULES = "Java's modules do not let anybody";
    private static final String LOG = "the log is the platform's";

    /** The last Java that has a security manager. */
    static final int OWN_TAKES_PERMISSION = 23;

    private Reflections() {}

    static List<Attack> secrets() {
        return List.of(
                allowedBy(
                        DEEP,
                        "declared-fields",
                        "lists private fields of the platform",
                        prey -> prey.context().getClass().getDeclaredFields().length),
                allowedBy(
                        DEEP,
                        "declared-methods",
                        "lists private methods of the platform",
                        prey -> prey.context().getClass().getDeclaredMethods().length),
                allowedBy(
                        DEEP,
                        "declared-constructors",
                        "lists hidden constructors of the platform",
                        prey -> prey.context().getClass().getDeclaredConstructors().length),
                allowedBy(DEEP, "private-field", "reads a private field of its host", Reflections::privateField),
                allowedBy(
                        DEEP,
                        "private-method",
                        "calls a hidden method of the registry",
                        prey -> opened(prey.registry()
                                        .getClass()
                                        .getDeclaredMethod("fanOut", Class.class, String.class))
                                .invoke(prey.registry(), Task.class, "x")),
                // The guard leaves to everybody what is their own: see what is harmless.
                allowedBy(DEEP, "own-private", "opens a private field of its own", Reflections::ownPrivate)
                        .until(OWN_TAKES_PERMISSION),
                allowedBy(
                                DEEP,
                                "try-accessible",
                                "tries to open a field of its own",
                                prey -> Hidden.class.getDeclaredField("value").trySetAccessible())
                        .until(OWN_TAKES_PERMISSION),
                allowedBy(
                        DEEP,
                        "private-lookup",
                        "looks into the platform's interfaces with a handle",
                        prey -> MethodHandles.privateLookupIn(Task.class, MethodHandles.lookup())),
                allowedBy(
                        DEEP,
                        "var-handle",
                        "makes a handle of a private field of another",
                        prey -> MethodHandles.privateLookupIn(Task.class, MethodHandles.lookup())
                                .findVarHandle(Task.class, "type", String.class)),
                never(
                                "jdk-field",
                                "opens a private field of Java",
                                "Java does not open it to anybody",
                                prey -> opened(String.class.getDeclaredField("value")))
                        .counterpart("opens a private field of its own", Reflections::ownPrivate, DEEP),
                never(
                                "unsafe",
                                "gets Java's unsafe operations",
                                "the vocabulary has no permission for Java's own packages where Java has a security manager",
                                prey -> opened(Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe")))
                        .or(FAILED),
                allowedBy(
                                DEEP,
                                "unsafe-by-module",
                                "finds Java's unsafe operations by their module",
                                prey -> Class.forName(
                                        ModuleLayer.boot()
                                                .findModule("jdk.unsupported")
                                                .orElseThrow(),
                                        "sun.misc.Unsafe"))
                        .or(NOTHING),
                never(
                                "jdk-internal",
                                "loads a class from inside of Java",
                                MODULES,
                                prey -> Class.forName("jdk.internal.misc.Unsafe")
                                        .getMethod("getUnsafe")
                                        .invoke(null))
                        .or(FAILED)
                        .counterpart(
                                "loads one that Java exports, by its name",
                                prey -> Class.forName("com.sun.net.httpserver.HttpServer"),
                                Need.of("package.import", "com.sun.net.httpserver")),
                never(
                                "add-opens",
                                "opens a package of Java",
                                MODULES,
                                prey -> opened(Module.class.getDeclaredMethod("implAddOpens", String.class))
                                        .invoke(Object.class.getModule(), "java.lang"))
                        .counterpart(
                                "calls a hidden method of its own",
                                prey -> opened(Hidden.class.getDeclaredMethod("tell"))
                                        .invoke(new Hidden()),
                                DEEP),
                never(
                                "add-reads",
                                "has Java's base open itself to it",
                                MODULES,
                                prey -> Tries.done(() ->
                                        Object.class.getModule().addOpens("java.lang", Reflections.class.getModule())))
                        .or(FAILED)
                        .counterpart(
                                "opens itself",
                                prey -> Tries.done(() -> Reflections.class
                                        .getModule()
                                        .addOpens(Reflections.class.getPackageName(), Object.class.getModule()))),
                never(
                        "logger-context",
                        "resets all logging",
                        LOG,
                        prey -> Tries.done(() -> Tries.call(logback(), "reset"))),
                never(
                        "logger-level",
                        "stops the platform's log",
                        LOG,
                        prey -> Tries.done(() -> Tries.call(logback(), "stop"))),
                never(
                        "logger-appenders",
                        "takes the appenders off a logger",
                        LOG,
                        prey -> Tries.done(() ->
                                Tries.call(Tries.call(logback(), "getLogger", "ROOT"), "detachAndStopAllAppenders"))),
                never(
                                "logger-methods",
                                "looks for more in a logger than what logs",
                                "loggers have no more",
                                prey -> Tries.call(prey.context().logger(), "getLoggerContext"))
                        .or(FAILED)
                        .counterpart(
                                "calls what a logger has, by its name",
                                prey -> Tries.call(prey.context().logger(), "getName")),
                allowedBy(
                                DEEP,
                                "host-close",
                                "closes its host by reflection",
                                prey -> Tries.done(
                                        () -> opened(prey.context().getClass().getDeclaredMethod("close"))
                                                .invoke(prey.context())))
                        .mildly(
                                "and only asks whether it may be called",
                                prey -> opened(prey.context().getClass().getDeclaredMethod("isAdmitted"))
                                        .invoke(prey.context())),
                never(
                                "framework-class",
                                "calls the framework by public methods of its classes",
                                "the framework is the platform's",
                                prey -> Tries.done(
                                        () -> Tries.call(prey.bundle().getBundle(0), "stop")))
                        .proven(Control.Proof.END),
                allowedBy(
                        DEEP,
                        "proxy-context",
                        "puts itself before an interface of the platform, in the platform's loader",
                        prey -> Proxy.newProxyInstance(
                                PluginContext.class.getClassLoader(),
                                new Class<?>[] {PluginContext.class},
                                (proxy, method, arguments) -> method.getName().equals("toString") ? "proxy" : null)));
    }

    /** The log's inside, which the source of loggers gives to who may. */
    private static Object logback() {
        ILoggerFactory source = LoggerFactory.getILoggerFactory();
        return source instanceof Supplier<?> supplier ? supplier.get() : source;
    }

    static Bundle other(Prey prey, String name) {
        for (Bundle bundle : prey.bundle().getBundles()) {
            if (name.equals(bundle.getSymbolicName())) return bundle;
        }
        throw new IllegalStateException("There is no bundle " + name);
    }

    private static <T extends java.lang.reflect.AccessibleObject> T opened(T member) {
        member.setAccessible(true);
        return member;
    }

    static Object ownPrivate(Prey prey) throws Exception {
        return opened(Hidden.class.getDeclaredField("value")).get(new Hidden());
    }

    private static Object privateField(Prey prey) throws Exception {
        Field field = opened(prey.context().getClass().getDeclaredField("state"));
        return field.get(prey.context());
    }

    static byte[] bytes(Class<?> type) throws java.io.IOException {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    private static final class Hidden {
        @SuppressWarnings("unused")
        private final String value = "hidden";

        @SuppressWarnings({"unused", "UnusedMethod"})
        private String tell() {
            return value;
        }
    }
}
