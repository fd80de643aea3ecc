package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import dev.pergola.api.extension.Task;
import java.lang.invoke.MethodHandles;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.List;
import java.util.ServiceLoader;

/** Bringing in code that is not held to anything, and getting at loaders of others. */
final class Loaders {
    private static final Need DEFINE = Need.of("classes.define");

    private static final Need DEEP = Need.of("reflection.deep");

    private static final String UNSEEN = "no bundle exports it";
    private static final String BUNDLES = "the vocabulary has no permission for classes of other bundles";
    private static final String API = Task.class.getName();

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
                allowedBy(
                        DEFINE,
                        "forged-domain",
                        "defines a class that is given all permissions",
                        prey -> new Loader(null).forge()),
                allowedBy(
                        DEFINE,
                        "forged-source",
                        "defines a class that says it is of the platform",
                        prey -> new Loader(new CodeSource(
                                        new URL("file:" + prey.fact("home") + "/lib/kernel/x.jar"),
                                        (Certificate[]) null))
                                .forge()),
                allowedBy(
                        Need.of("filesystem.read", "{outside}/**"),
                        "hidden-class",
                        "defines a hidden class that reads a file",
                        prey -> hidden(prey.secret())),
                never(
                                "lookup-elsewhere",
                                "defines a class in a package of the platform",
                                "Java lets nobody",
                                prey -> MethodHandles.lookup()
                                        .in(Task.class)
                                        .defineClass(Reflections.bytes(Probing.class)))
                        .or(FAILED)
                        .counterpart(
                                "defines one in its own package",
                                prey -> hidden(Files.writeString(prey.own("probed"), "own"))),
                allowedBy(
                        DEEP,
                        "system-loader",
                        "asks for the loader of the class path",
                        prey -> ClassLoader.getSystemClassLoader()),
                never("launcher-class", "loads the launcher's class", UNSEEN, prey -> Class.forName(LAUNCHER))
                        .or(FAILED)
                        .counterpart("loads a class of the API by its name", prey -> Class.forName(API)),
                allowedBy(
                        DEEP,
                        "launcher-class-by-loader",
                        "loads the launcher's class by the logger's loader",
                        prey -> Class.forName(LAUNCHER, true, org.slf4j.Logger.class.getClassLoader())),
                allowedBy(
                                Need.of("package.import", "ch.qos.logback.classic"),
                                "logback-class",
                                "loads a class of the log",
                                prey -> Class.forName("ch.qos.logback.classic.LoggerContext"))
                        .or(FAILED),
                allowedBy(
                                Need.of("package.import", "dev.pergola.store"),
                                "store-class",
                                "loads a class of the store",
                                prey -> Class.forName("dev.pergola.store.AuditLog"))
                        .or(FAILED),
                never(
                                "parent-loader",
                                "goes from its own loader to its parent's",
                                "it has none but Java's first, which is nothing",
                                prey -> Loaders.class.getClassLoader().getParent())
                        .or(NOTHING)
                        .counterpart("looks at its own", prey -> Loaders.class.getClassLoader()),
                never(
                                "context-loader",
                                "asks the thread for a loader of the platform",
                                "it is the plugin's own there",
                                prey -> platforms(Thread.currentThread().getContextClassLoader()))
                        .or(NOTHING)
                        .counterpart(
                                "finds its own there",
                                prey -> Thread.currentThread().getContextClassLoader() == Loaders.class.getClassLoader()
                                        ? "its own"
                                        : null),
                never(
                        "caller-loader",
                        "finds out who calls, and asks for its loader",
                        "no permission of the vocabulary shows who calls",
                        prey -> platforms(StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                                .walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                                        .filter(type -> type.getName().contains("execution"))
                                        .findFirst()
                                        .orElseThrow())
                                .getClassLoader())),
                allowedBy(
                        DEEP,
                        "object-loader",
                        "asks an object of the platform for its loader",
                        prey -> prey.registry().getClass().getClassLoader()),
                allowedBy(
                                DEEP,
                                "system-resource",
                                "reads what is on the class path",
                                prey -> ClassLoader.getSystemResource("dev/pergola/launcher/logback.xml"))
                        .with(Need.of("filesystem.read", "{home}/**"))
                        .or(NOTHING),
                allowedBy(
                        DEEP,
                        "platform-loader",
                        "asks for Java's loader",
                        prey -> ClassLoader.getPlatformClassLoader()),
                allowedBy(
                        DEFINE,
                        "layer",
                        "makes a layer of modules",
                        prey -> Tries.done(() -> ModuleLayer.boot()
                                .defineModulesWithOneLoader(
                                        ModuleLayer.boot()
                                                .configuration()
                                                .resolve(ModuleFinder.of(), ModuleFinder.of(), List.of()),
                                        null))),
                allowedBy(
                        DEEP,
                        "find-layer-loader",
                        "asks a module for its loader",
                        prey -> Object.class.getModule().getLayer().findLoader("java.sql")),
                allowedBy(
                                DEEP,
                                "service-loader",
                                "loads services of the class path",
                                prey -> ServiceLoader.load(
                                                org.slf4j.spi.SLF4JServiceProvider.class,
                                                org.slf4j.Logger.class.getClassLoader())
                                        .findFirst()
                                        .orElse(null))
                        .with(Need.of("filesystem.read", "{home}/**"))
                        .or(NOTHING, FAILED),
                never(
                                "bundle-load-class",
                                "has another bundle load a class",
                                BUNDLES,
                                prey -> Reflections.other(prey, "dev.pergola.store")
                                        .loadClass("dev.pergola.store.AuditLog"))
                        .or(FAILED),
                never(
                                "framework-load-class",
                                "has the framework load the launcher",
                                BUNDLES,
                                prey -> prey.bundle().getBundle(0).loadClass(LAUNCHER))
                        .or(FAILED));
    }

    private static Object platforms(ClassLoader loader) {
        return loader == null || loader == Loaders.class.getClassLoader() ? null : loader;
    }

    private static Object hidden(Path file) throws Exception {
        Class<?> type = MethodHandles.lookup()
                .defineHiddenClass(Reflections.bytes(Probing.class), true)
                .lookupClass();
        Constructor<?> constructor = type.getConstructor();
        Method method = type.getMethod("apply", Object.class);
        try {
            return method.invoke(constructor.newInstance(), file.toString());
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
