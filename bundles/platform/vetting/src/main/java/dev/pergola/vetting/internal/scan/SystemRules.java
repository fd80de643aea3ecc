package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.MemberRef;
import java.util.List;
import java.util.Set;

/** What code does to the process that it runs in, and to the machine. */
final class SystemRules {
    private static final String ASK = "Ask for the permission %s with @RequiresPermission, or do without";

    /** Properties that say nothing about this site. */
    private static final Set<String> HARMLESS_PROPERTIES = Set.of(
            "line.separator",
            "file.separator",
            "path.separator",
            "file.encoding",
            "native.encoding",
            "java.version",
            "java.specification.version",
            "java.vm.name",
            "java.vm.version",
            "java.vendor",
            "os.name",
            "os.arch",
            "os.version");

    static final List<CodeRule> ALL = List.of(
            CodeRule.of(
                    "scan.process",
                    Level.BLOCK,
                    "starts processes",
                    ASK.formatted("system.exec"),
                    Sign.of("java/lang/Runtime", "exec"),
                    Sign.of("java/lang/ProcessBuilder", "start", "startPipeline"),
                    Sign.any("org/apache/commons/exec/"),
                    Sign.any("org/zeroturnaround/exec/")),
            CodeRule.of(
                    "scan.exit",
                    Level.HOLD,
                    "ends the process that it runs in",
                    "Throw an exception instead; the platform decides what stops",
                    Sign.of("java/lang/System", "exit"),
                    Sign.of("java/lang/Runtime", "exit", "halt")),
            CodeRule.of(
                    "scan.shutdown-hook",
                    Level.WARN,
                    "wants to be called when the process ends",
                    "Stop in @Deactivate or BackgroundService.stop: a hook keeps the plugin in memory for ever",
                    Sign.of("java/lang/Runtime", "addShutdownHook")),
            CodeRule.of(
                    "scan.environment",
                    Level.HOLD,
                    "reads environment variables, which often hold secrets",
                    ASK.formatted("system.environment"),
                    Sign.of("java/lang/System", "getenv"),
                    Sign.of("java/lang/ProcessBuilder", "environment")),
            CodeRule.of(
                    "scan.properties.read",
                    Level.NONE,
                    "reads system properties",
                    ASK.formatted("system.properties"),
                    Sign.of("java/lang/System", "getProperties"),
                    Sign.of("java/lang/System", "getProperty").when(SystemRules::saysSomething),
                    Sign.of("java/lang/Boolean", "getBoolean"),
                    Sign.of("java/lang/Integer", "getInteger"),
                    Sign.of("java/lang/Long", "getLong")),
            CodeRule.of(
                    "scan.properties.write",
                    Level.HOLD,
                    "changes system properties, which belong to all",
                    ASK.formatted("system.properties"),
                    Sign.of("java/lang/System", "setProperty", "setProperties", "clearProperty")),
            CodeRule.of(
                    "scan.streams",
                    Level.HOLD,
                    "replaces the standard streams of the process",
                    "Log with PluginContext.logger()",
                    Sign.of("java/lang/System", "setOut", "setErr", "setIn")),
            CodeRule.of(
                    "scan.threads",
                    Level.HOLD,
                    "interferes with threads that are not its own",
                    ASK.formatted("threads.manage"),
                    Sign.of("java/lang/Thread", "stop", "suspend", "resume", "getAllStackTraces"),
                    Sign.of("java/lang/Thread", "setDefaultUncaughtExceptionHandler"),
                    Sign.of(
                            "java/lang/ThreadGroup",
                            "enumerate",
                            "interrupt",
                            "stop",
                            "suspend",
                            "destroy",
                            "getParent")),
            CodeRule.of(
                    "scan.security",
                    Level.BLOCK,
                    "changes who may do what in the process",
                    "Remove it: permissions are the platform's to give",
                    Sign.of("java/lang/System", "setSecurityManager"),
                    Sign.of("java/security/Policy", "setPolicy", "<init>"),
                    Sign.any("org/osgi/service/condpermadmin/"),
                    Sign.any("org/osgi/service/permissionadmin/PermissionAdmin")),
            CodeRule.of(
                    "scan.security.provider",
                    Level.HOLD,
                    "changes the cryptography of the whole process",
                    "Give the provider to getInstance instead of adding it for all",
                    Sign.of(
                            "java/security/Security",
                            "addProvider",
                            "insertProviderAt",
                            "removeProvider",
                            "setProperty"),
                    Sign.of(
                            "javax/net/ssl/HttpsURLConnection",
                            "setDefaultHostnameVerifier",
                            "setDefaultSSLSocketFactory"),
                    Sign.of("javax/net/ssl/SSLContext", "setDefault")),
            CodeRule.of(
                    "scan.privileged",
                    Level.WARN,
                    "runs code with its own rights on behalf of whoever calls it",
                    "Leave out AccessController.doPrivileged where callers need not be shielded",
                    Sign.of("java/security/AccessController", "doPrivileged", "doPrivilegedWithCombiner")),
            CodeRule.of(
                    "scan.agent",
                    Level.BLOCK,
                    "attaches to a running process or rewrites its classes",
                    "Remove it: a plugin does not change the code of others",
                    Sign.any("com/sun/tools/attach/"),
                    Sign.of("java/lang/instrument/Instrumentation", "addTransformer", "redefineClasses"),
                    Sign.of("java/lang/instrument/Instrumentation", "retransformClasses", "redefineModule"),
                    Sign.of(
                            "java/lang/instrument/Instrumentation",
                            "appendToBootstrapClassLoaderSearch",
                            "appendToSystemClassLoaderSearch"),
                    Sign.any("com/sun/jdi/"),
                    Sign.any("net/bytebuddy/agent/ByteBuddyAgent")),
            CodeRule.of(
                    "scan.jmx",
                    Level.HOLD,
                    "uses JMX beyond reading the figures of the JVM",
                    "Leave management of the process to the platform",
                    Sign.of("java/lang/management/ManagementFactory", "getPlatformMBeanServer"),
                    Sign.any("javax/management/remote/"),
                    Sign.of("javax/management/MBeanServerFactory", "findMBeanServer", "createMBeanServer"),
                    Sign.of("javax/management/MBeanServerConnection", "invoke", "setAttribute", "createMBean"),
                    Sign.of("com/sun/management/HotSpotDiagnosticMXBean", "dumpHeap", "setVMOption")),
            CodeRule.of(
                    "scan.management",
                    Level.NONE,
                    "reads figures of the JVM",
                    ASK.formatted("metrics.read"),
                    Sign.of(
                            "java/lang/management/ManagementFactory",
                            "getMemoryMXBean",
                            "getThreadMXBean",
                            "getOperatingSystemMXBean",
                            "getRuntimeMXBean",
                            "getMemoryPoolMXBeans",
                            "getGarbageCollectorMXBeans",
                            "getPlatformMXBean",
                            "getPlatformMXBeans")));

    private SystemRules() {}

    private static boolean saysSomething(MemberRef member) {
        return !HARMLESS_PROPERTIES.contains(member.constant());
    }
}
