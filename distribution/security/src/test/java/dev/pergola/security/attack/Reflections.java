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
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.List;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;

/** Reaching private parts, and bringing in code that is not held to anything. */
final class Reflections {
    private static final Need DEEP = Need.of("reflection.deep");
    private static final Need DEFINE = Need.of("classes.define");
    private static final String INSIDE = "the platform's inside is nobody's";
    private static final String LAUNCHER = "dev.pergola.launcher.Main";

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
                allowedBy(
                        DEEP,
                        "own-private",
                        "opens a private field of its own",
                        prey -> opened(Hidden.class.getDeclaredField("value")).get(new Hidden())),
                allowedBy(
                        DEEP,
                        "try-accessible",
                        "tries to open a field of its own",
                        prey -> Hidden.class.getDeclaredField("value").trySetAccessible()),
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
                                (proxy, method, arguments) -> null)),
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

    static List<Attack> loaders() {
        return List.of(
                allowedBy(
                        DEFINE,
                        "url-loader",
                        "makes a class loader for files",
                        prey -> new URLClassLoader(
                                new URL[] {prey.outside("").toUri().toURL()})),
                allowedBy(
                                DEFINE,
                                "url-loader-static",
                                "makes a class loader by a factory, and reads a resource by it",
                                prey -> new String(
                                        new URLClassLoader(
                                                        "x",
                                                        new URL[] {
                                                            prey.outside("")
                                                                    .toUri()
                                                                    .toURL()
                                                        },
                                                        null)
                                                .getResourceAsStream("secret.txt")
                                                .readAllBytes(),
                                        java.nio.charset.StandardCharsets.UTF_8))
                        .with(Need.of("filesystem.read", "{outside}/**")),
                allowedBy(DEFINE, "own-loader", "makes a class loader of its own", prey -> new Loader(null)),
                never(
                        "forged-domain",
                        "defines a class that is given all permissions",
                        "nobody who may define classes was told to trust them",
                        prey -> new Loader(null).forge()),
                never(
                        "forged-source",
                        "defines a class that says it is of the platform",
                        "nobody who may define classes was told to trust them",
                        prey -> new Loader(new CodeSource(
                                        new URL("file:" + prey.fact("home") + "/lib/kernel/x.jar"),
                                        (Certificate[]) null))
                                .forge()),
                never(
                        "hidden-class",
                        "defines a hidden class that reads a file",
                        "it is the plugin's own code",
                        Reflections::hidden),
                never(
                                "lookup-elsewhere",
                                "defines a class in a package of the platform",
                                INSIDE,
                                prey -> MethodHandles.lookup().in(Task.class).defineClass(bytes(Probing.class)))
                        .or(FAILED),
                never(
                        "system-loader",
                        "asks for the loader of the class path",
                        INSIDE,
                        prey -> ClassLoader.getSystemClassLoader()),
                never("launcher-class", "loads the launcher's class", INSIDE, prey -> Class.forName(LAUNCHER))
                        .or(FAILED),
                never(
                        "launcher-class-by-loader",
                        "loads the launcher's class by the logger's loader",
                        INSIDE,
                        prey -> Class.forName(LAUNCHER, true, org.slf4j.Logger.class.getClassLoader())),
                never(
                                "logback-class",
                                "loads a class of the log",
                                INSIDE,
                                prey -> Class.forName("ch.qos.logback.classic.LoggerContext"))
                        .or(FAILED),
                never(
                                "store-class",
                                "loads a class of the store",
                                INSIDE,
                                prey -> Class.forName("dev.pergola.store.AuditLog"))
                        .or(FAILED),
                never(
                                "parent-loader",
                                "goes from its own loader to its parent's",
                                INSIDE,
                                prey -> Reflections.class.getClassLoader().getParent())
                        .or(NOTHING),
                never(
                                "context-loader",
                                "asks the thread for a loader of the platform",
                                INSIDE,
                                prey -> platforms(Thread.currentThread().getContextClassLoader()))
                        .or(NOTHING),
                never(
                        "caller-loader",
                        "finds out who calls, and asks for its loader",
                        INSIDE,
                        prey -> platforms(StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                                .walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                                        .filter(type -> type.getName().contains("execution"))
                                        .findFirst()
                                        .orElseThrow())
                                .getClassLoader())),
                never(
                        "object-loader",
                        "asks an object of the platform for its loader",
                        INSIDE,
                        prey -> prey.registry().getClass().getClassLoader()),
                never(
                                "system-resource",
                                "reads what is on the class path",
                                INSIDE,
                                prey -> ClassLoader.getSystemResource("dev/pergola/launcher/logback.xml"))
                        .or(NOTHING),
                never(
                        "platform-loader",
                        "asks for Java's loader",
                        INSIDE,
                        prey -> ClassLoader.getPlatformClassLoader()),
                never(
                        "layer",
                        "makes a layer of modules",
                        INSIDE,
                        prey -> ModuleLayer.boot()
                                .defineModulesWithOneLoader(
                                        ModuleLayer.boot()
                                                .configuration()
                                                .resolve(
                                                        java.lang.module.ModuleFinder.of(),
                                                        java.lang.module.ModuleFinder.of(),
                                                        List.of()),
                                        null)),
                never(
                        "find-layer-loader",
                        "asks a module for its loader",
                        INSIDE,
                        prey -> Object.class.getModule().getLayer().findLoader("java.sql")),
                never(
                                "service-loader",
                                "loads services of the class path",
                                INSIDE,
                                prey -> ServiceLoader.load(org.slf4j.spi.SLF4JServiceProvider.class)
                                        .findFirst()
                                        .orElse(null))
                        .or(NOTHING, FAILED),
                never(
                                "bundle-load-class",
                                "has another bundle load a class",
                                INSIDE,
                                prey -> other(prey, "dev.pergola.store").loadClass("dev.pergola.store.AuditLog"))
                        .or(FAILED),
                never(
                                "framework-load-class",
                                "has the framework load the launcher",
                                INSIDE,
                                prey -> prey.bundle().getBundle(0).loadClass(LAUNCHER))
                        .or(FAILED));
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

    private static Object privateField(Prey prey) throws Exception {
        Field field = opened(prey.context().getClass().getDeclaredField("state"));
        return field.get(prey.context());
    }

    private static Object platforms(ClassLoader loader) {
        return loader == null || loader == Reflections.class.getClassLoader() ? null : loader;
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

    private static Object hidden(Prey prey) throws Exception {
        Class<?> type = MethodHandles.lookup()
                .defineHiddenClass(bytes(Probing.class), true)
                .lookupClass();
        Constructor<?> constructor = type.getConstructor();
        Method method = type.getMethod("apply", Object.class);
        try {
            return method.invoke(constructor.newInstance(), prey.secret().toString());
        } catch (InvocationTargetException e) {
            throw Tries.cause(e);
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

    private static final class Loader extends java.security.SecureClassLoader {
        private final CodeSource source;

        Loader(CodeSource source) {
            super(null);
            this.source = source;
        }

        Object forge() throws Exception {
            byte[] code = bytes(Probing.class);
            ProtectionDomain all = new ProtectionDomain(source, allPermissions());
            return source == null
                    ? defineClass(Probing.class.getName(), code, 0, code.length, all)
                    : defineClass(Probing.class.getName(), code, 0, code.length, source);
        }

        private static java.security.Permissions allPermissions() {
            java.security.Permissions permissions = new java.security.Permissions();
            permissions.add(new java.security.AllPermission());
            return permissions;
        }
    }
}
