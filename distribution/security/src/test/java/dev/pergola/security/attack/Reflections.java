package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import dev.pergola.api.PluginContext;
import dev.pergola.api.extension.Task;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.List;
import org.osgi.framework.Bundle;

/** Reaching private parts, and having others do what one may not do oneself. */
final class Reflections {
    private static final Need DEEP = Need.of("reflection.deep");

    private static final String INSIDE = "the platform's inside is nobody's";

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
                        prey -> opened(String.class.getDeclaredField("value"))),
                never(
                                "unsafe",
                                "gets Java's unsafe operations",
                                INSIDE,
                                prey -> opened(Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe")))
                        .or(FAILED),
                never(
                                "unsafe-by-module",
                                "finds Java's unsafe operations by their module",
                                INSIDE,
                                prey -> Class.forName(
                                        ModuleLayer.boot()
                                                .findModule("jdk.unsupported")
                                                .orElseThrow(),
                                        "sun.misc.Unsafe"))
                        .or(NOTHING),
                never(
                                "jdk-internal",
                                "loads a class from inside of Java",
                                INSIDE,
                                prey -> Class.forName("jdk.internal.misc.Unsafe")
                                        .getMethod("getUnsafe")
                                        .invoke(null))
                        .or(FAILED),
                never(
                        "add-opens",
                        "opens a package of Java",
                        INSIDE,
                        prey -> opened(Module.class.getDeclaredMethod("implAddOpens", String.class))
                                .invoke(Object.class.getModule(), "java.lang")),
                never(
                                "add-reads",
                                "has Java's base open itself to it",
                                INSIDE,
                                prey -> Tries.done(() ->
                                        Object.class.getModule().addOpens("java.lang", Reflections.class.getModule())))
                        .or(FAILED),
                never(
                                "logger-context",
                                "stops all logging, by the logger's public methods",
                                INSIDE,
                                prey -> Tries.done(() ->
                                        Tries.call(Tries.call(prey.context().logger(), "getLoggerContext"), "reset")))
                        .or(FAILED),
                never(
                                "logger-level",
                                "turns the platform's log off, by public methods",
                                INSIDE,
                                prey -> Tries.done(
                                        () -> Tries.call(org.slf4j.LoggerFactory.getILoggerFactory(), "stop")))
                        .or(FAILED),
                never(
                                "logger-appenders",
                                "takes the appenders off a logger",
                                INSIDE,
                                prey -> Tries.done(() -> Tries.call(
                                        org.slf4j.LoggerFactory.getLogger("ROOT"), "detachAndStopAllAppenders")))
                        .or(FAILED),
                never(
                                "host-close",
                                "closes its host by reflection",
                                INSIDE,
                                prey -> prey.context()
                                        .getClass()
                                        .getMethod("close")
                                        .invoke(prey.context()))
                        .or(FAILED),
                never(
                        "framework-class",
                        "calls the framework by public methods of its classes",
                        INSIDE,
                        prey -> Tries.done(() -> Tries.call(prey.bundle().getBundle(0), "stop"))),
                never(
                        "proxy-context",
                        "puts itself before an interface of the platform, in the platform's loader",
                        INSIDE,
                        prey -> Proxy.newProxyInstance(
                                PluginContext.class.getClassLoader(),
                                new Class<?>[] {PluginContext.class},
                                (proxy, method, arguments) -> method.getName().equals("toString") ? "proxy" : null)),
                never(
                        "gadget-handler",
                        "has a class of Java read a file in its stead",
                        "it is the plugin that made it",
                        Reflections::beanHandler),
                never(
                        "gadget-expression",
                        "has an expression of Java read a file in its stead",
                        "it is the plugin that made it",
                        prey -> new java.beans.Expression(
                                        java.nio.file.Files.class, "readString", new Object[] {prey.secret()})
                                .getValue()),
                never(
                        "method-handle",
                        "reads a file by a method handle",
                        "it is the plugin that calls",
                        Reflections::handle),
                never(
                        "reflected-read",
                        "reads a file by reflection",
                        "it is the plugin that calls",
                        prey -> Tries.callStatic(java.nio.file.Files.class, "readString", prey.secret())),
                never(
                        "deserialized-read",
                        "reads a file while it is deserialized",
                        "it is the plugin's own code",
                        prey -> deserialized(new Reader(prey.secret().toString()))),
                never(
                        "to-string",
                        "reads a file while Java puts it into words",
                        "it is the plugin's own code",
                        prey -> String.valueOf(new Object() {
                            @Override
                            public String toString() {
                                try {
                                    return Tries.readSecret(prey);
                                } catch (java.io.IOException e) {
                                    return "";
                                }
                            }
                        })));
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

    private static Object beanHandler(Prey prey) throws Exception {
        // No class of the plugin's own is between the thread that runs it and the method of Java.
        java.util.concurrent.Callable<?> work = java.beans.EventHandler.create(
                java.util.concurrent.Callable.class, prey.secret().toFile(), "canRead");
        String topic = prey.context().plugin().id() + "/gadget";
        return Tries.elsewhere(
                run -> {
                    prey.context().events().once(topic, event -> run.run());
                    prey.context().events().emit(topic, java.util.Map.of());
                },
                () -> work.call());
    }

    private static Object handle(Prey prey) throws Exception {
        MethodHandle read = MethodHandles.lookup()
                .findStatic(
                        java.nio.file.Files.class,
                        "readString",
                        MethodType.methodType(String.class, java.nio.file.Path.class));
        try {
            return read.invoke(prey.secret());
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object deserialized(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    static byte[] bytes(Class<?> type) throws java.io.IOException {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    private static final class Hidden {
        @SuppressWarnings("unused")
        private final String value = "hidden";
    }

    private static final class Reader implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        private final String file;

        Reader(String file) {
            this.file = file;
        }

        private Object readResolve() throws java.io.ObjectStreamException {
            try {
                return java.nio.file.Files.readString(java.nio.file.Path.of(file));
            } catch (java.io.IOException e) {
                throw new java.io.InvalidObjectException(e.toString());
            }
        }
    }
}
