package dev.pergola.vetting.internal.scan;

import java.util.List;

/** Ways round what the code says: reflection, native code, code that is made or fetched while it runs. */
final class DynamicRules {
    private static final String DEEP = "Ask for the permission reflection.deep with @RequiresPermission, or do without";
    private static final String NATIVE = "Ask for the permission native.load with @RequiresPermission, or do without";

    static final List<CodeRule> ALL = List.of(
            CodeRule.of(
                    "scan.reflection.access",
                    Level.HOLD,
                    "reaches into what other classes keep private",
                    DEEP,
                    Sign.of("java/lang/reflect/AccessibleObject", "setAccessible", "trySetAccessible"),
                    Sign.of("java/lang/invoke/MethodHandles", "privateLookupIn"),
                    Sign.of("java/lang/invoke/MethodHandles", "reflectAs")),
            CodeRule.of(
                    "scan.reflection.unsafe",
                    Level.HOLD,
                    "reads and writes memory behind the back of the JVM",
                    DEEP,
                    Sign.any("sun/misc/Unsafe"),
                    Sign.any("jdk/internal/misc/Unsafe"),
                    Sign.any("sun/reflect/ReflectionFactory")),
            CodeRule.of(
                    "scan.reflection.modules",
                    Level.HOLD,
                    "opens modules of the JDK to itself",
                    DEEP,
                    Sign.of("java/lang/Module", "addOpens", "addExports", "implAddOpens", "implAddExports"),
                    Sign.of("java/lang/ModuleLayer$Controller", "addOpens", "addExports")),
            CodeRule.of(
                    "scan.reflection.jdk",
                    Level.HOLD,
                    "uses classes of the JDK that are not for others",
                    DEEP,
                    Sign.any("jdk/internal/").when(m -> !m.owner().equals("jdk/internal/misc/Unsafe")),
                    Sign.any("sun/")
                            .when(m -> !m.owner().equals("sun/misc/Unsafe")
                                    && !m.owner().equals("sun/reflect/ReflectionFactory"))),
            CodeRule.of(
                    "scan.classloading",
                    Level.HOLD,
                    "makes or fetches classes while it runs, which nobody has looked at",
                    "Ship all code in the jar",
                    Sign.of("java/lang/ClassLoader", "defineClass", "<init>"),
                    Sign.of("java/security/SecureClassLoader", "defineClass", "<init>"),
                    Sign.of("java/net/URLClassLoader", "<init>", "newInstance", "addURL"),
                    Sign.of("java/lang/invoke/MethodHandles$Lookup", "defineClass", "defineHiddenClass"),
                    Sign.of("java/lang/invoke/MethodHandles$Lookup", "defineHiddenClassWithClassData"),
                    Sign.any("javax/tools/"),
                    Sign.of("org/osgi/framework/BundleContext", "installBundle"),
                    Sign.of("org/osgi/framework/Bundle", "update", "uninstall")),
            CodeRule.of(
                    "scan.scripting",
                    Level.HOLD,
                    "runs scripts, which nobody has looked at",
                    "Write it in Java, or let the operator decide",
                    Sign.any("javax/script/"),
                    Sign.any("org/graalvm/polyglot/"),
                    Sign.any("org/mozilla/javascript/"),
                    Sign.of("groovy/lang/GroovyShell", "<init>", "evaluate", "parse"),
                    Sign.of("groovy/lang/GroovyClassLoader", "parseClass"),
                    Sign.any("bsh/Interpreter"),
                    Sign.any("org/jruby/embed/"),
                    Sign.any("org/python/util/"),
                    Sign.of("jdk/jshell/JShell", "create", "builder", "eval")),
            CodeRule.of(
                    "scan.native.load",
                    Level.HOLD,
                    "loads native libraries, which no permission can hold back",
                    NATIVE,
                    Sign.of("java/lang/System", "load", "loadLibrary"),
                    Sign.of("java/lang/Runtime", "load", "loadLibrary"),
                    Sign.any("com/sun/jna/"),
                    Sign.any("jnr/ffi/")),
            CodeRule.of(
                    "scan.native.foreign",
                    Level.HOLD,
                    "calls native functions",
                    NATIVE,
                    Sign.any("java/lang/foreign/Linker"),
                    Sign.any("java/lang/foreign/SymbolLookup"),
                    Sign.of("java/lang/foreign/MemorySegment", "reinterpret"),
                    Sign.any("jdk/incubator/foreign/")),
            CodeRule.of(
                    "scan.platform.internals",
                    Level.BLOCK,
                    "uses the inside of the platform",
                    "Use the SDK, dev.pergola.api; ask for what it lacks",
                    Sign.any("dev/pergola/").when(m -> m.owner().contains("/internal/")),
                    Sign.any("dev/pergola/launcher/"),
                    Sign.any("dev/pergola/store/"),
                    Sign.any("org/apache/felix/framework/"),
                    Sign.any("org/apache/felix/scr/impl/"),
                    Sign.any("org/osgi/framework/hooks/"),
                    Sign.any("org/osgi/framework/launch/"),
                    Sign.any("org/osgi/framework/connect/")));

    private DynamicRules() {}
}
