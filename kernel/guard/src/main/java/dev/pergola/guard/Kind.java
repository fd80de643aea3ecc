package dev.pergola.guard;

import java.lang.reflect.Proxy;
import java.security.AccessController;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;

/** What a class on the stack means to a check. Found once for each class, and kept with the class itself. */
enum Kind {
    /** Us: looked through. */
    GUARD,
    /** Looked through; asks for itself where it is the one that asks. */
    JDK,
    /** What a call by reflection or by a handle comes through last. */
    CONDUIT,
    /**
     * The JDK where it passes calls on: behind a {@link #CONDUIT}, so that whoever is behind both is the one that asks.
     * In front it does work of its own, such as linking.
     */
    REFLECTION,
    /** Where privileges begin: the caller of {@code doPrivileged} is the last one that is asked about. */
    CONTROLLER,
    /** As {@link #JDK}, with a method or two that are {@link #PRIVILEGED}. */
    PARTLY_PRIVILEGED,
    /** Parts of the JDK that work for the JVM as a whole, whoever happens to be the first to need them. */
    PRIVILEGED,
    /** The kernel's class path. */
    TRUSTED,
    /** Everyone else: the decider is asked about its domain. */
    UNTRUSTED;

    /**
     * If one of these were refused because of who is behind it, it would stay unusable for all. None of them does what
     * its caller says.
     */
    private static final Set<String> PRIVILEGED_CLASSES = Set.of(
            "dev.pergola.guard.Decisions",
            "dev.pergola.guard.RealPath",
            "java.lang.invoke.InnerClassLambdaMetafactory",
            "jdk.internal.loader.BootLoader",
            "jdk.internal.loader.BuiltinClassLoader",
            "sun.net.dns.ResolverConfigurationImpl",
            "sun.nio.fs.MimeTypesFileTypeDetector",
            "sun.security.ssl.TrustStoreManager",
            "sun.security.ssl.TrustStoreManager$TrustAnchorManager",
            "sun.security.ssl.TrustStoreManager$TrustStoreDescriptor");

    private static final Map<String, Set<String>> PRIVILEGED_METHODS = Map.of(
            "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl", Set.of("defineTransletClasses"),
            // It looks through the class path, whoever needs a protocol first.
            "java.net.URL", Set.of("lookupViaProviders"),
            "java.util.logging.LogManager", Set.of("ensureLogManagerInitialized", "initializeGlobalHandlers"),
            // These were asked for themselves, and look at the file on their way.
            "sun.nio.fs.UnixFileAttributeViews$Basic", Set.of("setTimes"),
            "sun.nio.fs.UnixFileAttributeViews$Posix", Set.of("setMode", "setOwners"),
            "sun.nio.fs.UnixFileSystem", Set.of("move"),
            "sun.nio.fs.UnixFileSystemProvider", Set.of("implDelete"));

    /** Among the {@link #CONDUITS}, and call nobody: they look at what is to be called, on the JDK's own account. */
    private static final Set<String> MAKERS = Set.of(
            "jdk.internal.reflect.MethodHandleAccessorFactory",
            "jdk.internal.reflect.Reflection",
            "jdk.internal.reflect.ReflectionFactory");

    private static final String[] CONDUITS = {
        "java.lang.invoke.LambdaForm$",
        "java.lang.invoke.DelegatingMethodHandle$Holder",
        "java.lang.invoke.DirectMethodHandle$Holder",
        "java.lang.invoke.Invokers$Holder",
        "jdk.internal.reflect.",
        "sun.reflect.misc."
    };

    private static final String[] REFLECTIVE = {
        "java.lang.reflect.", "java.lang.invoke.", "sun.reflect.", "java.beans.", "com.sun.beans."
    };

    private static final ClassValue<Kind> KINDS = new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
            return compute(type);
        }
    };

    private static final ClassValue<ProtectionDomain> DOMAINS = new ClassValue<>() {
        @Override
        protected ProtectionDomain computeValue(Class<?> type) {
            return type.getProtectionDomain();
        }
    };

    /** The domain of a class, which the JDK asks for each time that it tells it. */
    static ProtectionDomain domain(Class<?> type) {
        return DOMAINS.get(type);
    }

    static Kind of(Class<?> type) {
        return KINDS.get(type);
    }

    /** Whether it only passes calls on. */
    boolean passesOn() {
        return this == CONDUIT || this == REFLECTION;
    }

    /** Whether a frame works for the JVM as a whole; beside whole classes these are initializers, run but once. */
    boolean isPrivileged(StackWalker.StackFrame frame) {
        switch (this) {
            case PRIVILEGED:
                return true;
            case JDK:
            case CONDUIT:
            case REFLECTION:
                return frame.getMethodName().equals("<clinit>");
            case PARTLY_PRIVILEGED:
                Set<String> methods = PRIVILEGED_METHODS.get(frame.getClassName());
                String method = frame.getMethodName();
                return method.equals("<clinit>") || (methods != null && methods.contains(method));
            default:
                return false;
        }
    }

    static boolean isJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null || loader == ClassLoader.getPlatformClassLoader()) return true;
        // Tools of the JDK are loaded beside the application.
        return type.getModule().isNamed() && type.getModule().getLayer() == ModuleLayer.boot();
    }

    private static Kind compute(Class<?> type) {
        String name = type.getName();
        if (isJdk(type)) {
            if (type == AccessController.class) return CONTROLLER;
            if (PRIVILEGED_CLASSES.contains(name) || name.startsWith("jdk.internal.platform.")) return PRIVILEGED;
            if (PRIVILEGED_METHODS.containsKey(name)) return PARTLY_PRIVILEGED;
            if (name.startsWith("dev.pergola.guard.")) return GUARD;
            if (MAKERS.contains(name)) return REFLECTION;
            if (startsWithAny(name, CONDUITS)) return CONDUIT;
            return startsWithAny(name, REFLECTIVE) ? REFLECTION : JDK;
        }
        if (Enforcement.isTrusted(type.getClassLoader())) return TRUSTED;
        // The JDK writes these: all they do is to call a handler.
        if (isTrampoline(type)) return CONDUIT;
        if (Proxy.isProxyClass(type)) return REFLECTION;
        return UNTRUSTED;
    }

    private static boolean startsWithAny(String name, String[] prefixes) {
        for (String prefix : prefixes) if (name.startsWith(prefix)) return true;
        return false;
    }

    private static boolean isTrampoline(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null
                && isJdk(loader.getClass())
                && loader.getClass().getName().equals("sun.reflect.misc.MethodUtil")
                && type.getName().equals("sun.reflect.misc.Trampoline");
    }
}
