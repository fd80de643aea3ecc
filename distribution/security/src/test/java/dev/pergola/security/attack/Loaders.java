package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import dev.pergola.api.extension.Task;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.List;
import java.util.ServiceLoader;

/** Bringing in code that is not held to anything, and getting at loaders of others. */
final class Loaders {
    private static final Need DEFINE = Need.of("classes.define");

    private static final String INSIDE = "the platform's inside is nobody's";

    private static final String LAUNCHER = "dev.pergola.launcher.Main";

    private Loaders() {}

    static List<Attack> loaders() {
        return List.of(
                // The guard asks for reading too, where a path looks whether it is a folder's.
                allowedBy(
                                DEFINE,
                                "url-loader",
                                "makes a class loader for files",
                                prey -> new URLClassLoader(
                                        new URL[] {prey.outside("").toUri().toURL()}))
                        .with(Need.of("filesystem.read", "{outside}/**")),
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
                        Loaders::hidden),
                never(
                                "lookup-elsewhere",
                                "defines a class in a package of the platform",
                                INSIDE,
                                prey -> MethodHandles.lookup()
                                        .in(Task.class)
                                        .defineClass(Reflections.bytes(Probing.class)))
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
                                prey -> Loaders.class.getClassLoader().getParent())
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
                                prey -> Reflections.other(prey, "dev.pergola.store")
                                        .loadClass("dev.pergola.store.AuditLog"))
                        .or(FAILED),
                never(
                                "framework-load-class",
                                "has the framework load the launcher",
                                INSIDE,
                                prey -> prey.bundle().getBundle(0).loadClass(LAUNCHER))
                        .or(FAILED));
    }

    private static Object platforms(ClassLoader loader) {
        return loader == null || loader == Loaders.class.getClassLoader() ? null : loader;
    }

    private static Object hidden(Prey prey) throws Exception {
        Class<?> type = MethodHandles.lookup()
                .defineHiddenClass(Reflections.bytes(Probing.class), true)
                .lookupClass();
        Constructor<?> constructor = type.getConstructor();
        Method method = type.getMethod("apply", Object.class);
        try {
            return method.invoke(constructor.newInstance(), prey.secret().toString());
        } catch (InvocationTargetException e) {
            throw Tries.cause(e);
        }
    }

    private static final class Loader extends java.security.SecureClassLoader {
        private final CodeSource source;

        Loader(CodeSource source) {
            super(null);
            this.source = source;
        }

        Object forge() throws Exception {
            byte[] code = Reflections.bytes(Probing.class);
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
