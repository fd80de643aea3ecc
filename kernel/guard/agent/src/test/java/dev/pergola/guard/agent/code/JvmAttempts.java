package dev.pergola.guard.agent.code;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.beans.Introspector;
import java.beans.PropertyEditorManager;
import java.io.ByteArrayInputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.PlatformLoggingMXBean;
import java.lang.management.ThreadMXBean;
import java.net.ProxySelector;
import java.nio.file.FileSystems;
import java.security.AccessController;
import java.security.Provider;
import java.security.Security;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.prefs.Preferences;
import javax.management.MBeanServerFactory;
import javax.security.auth.Subject;

/** Processes, the JVM and all that there is but once in it. */
@SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue", "removal", "deprecation", "unused"})
final class JvmAttempts {
    private JvmAttempts() {}

    static void add(Attempts to) {
        processes(to);
        jvm(to);
        properties(to);
        threads(to);
        management(to);
        logging(to);
        security(to);
    }

    private static void processes(Attempts to) {
        to.add(
                "ProcessBuilder.start",
                () -> new ProcessBuilder("/bin/true").start().waitFor());
        to.add(
                "Runtime.exec",
                () -> Runtime.getRuntime().exec(new String[] {"true"}).waitFor());
        to.add("ProcessHandle.allProcesses", () -> ProcessHandle.allProcesses().count());
        to.add("ProcessHandle.of", () -> ProcessHandle.of(1));
        to.add("ProcessHandle.current", ProcessHandle::current);
        to.add("ProcessHandle.parent", () -> ProcessHandle.current().parent());
        to.add("ProcessHandle.info", () -> ProcessHandle.current().info());
        to.add(
                "ProcessHandle.children",
                () -> ProcessHandle.current().children().count());
        to.addFailing(
                "ProcessHandle.destroy",
                IllegalStateException.class,
                () -> ProcessHandle.current().destroy());
    }

    private static void jvm(Attempts to) {
        Thread hook = new Thread(() -> {});
        to.add("Runtime.addShutdownHook", () -> Runtime.getRuntime().addShutdownHook(hook));
        to.add("Runtime.removeShutdownHook", () -> Runtime.getRuntime().removeShutdownHook(hook));
        to.add("System.setIn", () -> System.setIn(System.in));
        to.add("System.setOut", () -> System.setOut(System.out));
        to.add("System.setErr", () -> System.setErr(System.err));
        to.add("System.console", System::console);
        to.add("System.inheritedChannel", System::inheritedChannel);
        to.add("Locale.setDefault", () -> Locale.setDefault(Locale.getDefault()));
        to.add(
                "Locale.setDefault of a category",
                () -> Locale.setDefault(Locale.Category.FORMAT, Locale.getDefault(Locale.Category.FORMAT)));
        to.add("TimeZone.setDefault", () -> TimeZone.setDefault(TimeZone.getDefault()));
        to.add(
                "Introspector.setBeanInfoSearchPath",
                () -> Introspector.setBeanInfoSearchPath(Introspector.getBeanInfoSearchPath()));
        to.add(
                "PropertyEditorManager.registerEditor",
                () -> PropertyEditorManager.registerEditor(JvmAttempts.class, null));
        to.add(
                "PropertyEditorManager.setEditorSearchPath",
                () -> PropertyEditorManager.setEditorSearchPath(PropertyEditorManager.getEditorSearchPath()));
        to.add("ObjectOutputStream.enableReplaceObject", Replacing::new);
        to.add("ProxySelector.getDefault", ProxySelector::getDefault);
        to.add(
                "UserPrincipalLookupService.lookupPrincipalByName",
                () -> FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("root"));
        to.add("ObjectInputFilter.Config.setSerialFilter", () -> setFilter(true));
        to.addFailing(
                "ObjectInputFilter.Config.setSerialFilterFactory", IllegalStateException.class, () -> setFilter(false));
        to.add("Preferences.userRoot", Preferences::userRoot);
        to.add("Preferences.systemRoot", Preferences::systemRoot);
        to.addFailing("System.load", UnsatisfiedLinkError.class, () -> System.load("/nonexistent-pergola.so"));
        to.addFailing("System.loadLibrary", UnsatisfiedLinkError.class, () -> System.loadLibrary("pergola-none"));
        to.addFailing(
                "Runtime.load",
                UnsatisfiedLinkError.class,
                () -> Runtime.getRuntime().load("/nonexistent-pergola.so"));
        to.add(
                "AccessController.checkPermission",
                () -> AccessController.checkPermission(new RuntimePermission("pergola.any")));
        to.add(
                "SecurityManager.checkPermission",
                () -> System.getSecurityManager().checkPermission(new RuntimePermission("pergola.any")));
        to.add("SecurityManager.checkExit", () -> System.getSecurityManager().checkExit(0));
        to.add("SecurityManager.checkRead", () -> System.getSecurityManager().checkRead("/etc/passwd"));
        to.add(
                "AccessControlContext.checkPermission",
                () -> AccessController.getContext().checkPermission(new RuntimePermission("pergola.any")));
        to.add("Guard.onDenial", () -> dev.pergola.guard.Guard.onDenial((domain, permission, operation) -> {}));
    }

    /** What nobody comes back from. */
    static void addFinal(Attempts to) {
        to.add("System.exit", () -> System.exit(0));
        to.add("Runtime.exit", () -> Runtime.getRuntime().exit(0));
        to.add("Runtime.halt", () -> Runtime.getRuntime().halt(0));
        to.add("Guard.broken", () -> dev.pergola.guard.Guard.broken(""));
    }

    private static void setFilter(boolean filter) {
        if (!filter) ObjectInputFilter.Config.setSerialFilterFactory((current, next) -> next);
        else if (ObjectInputFilter.Config.getSerialFilter() == null)
            ObjectInputFilter.Config.setSerialFilter(info -> ObjectInputFilter.Status.UNDECIDED);
    }

    private static void properties(Attempts to) {
        to.add("System.getProperty", () -> System.getProperty("user.home"));
        to.add("System.getProperty with a default", () -> System.getProperty("user.home", ""));
        to.add("Integer.getInteger", () -> Integer.getInteger("pergola.none"));
        to.add("Integer.getInteger with a default", () -> Integer.getInteger("pergola.none", 1));
        to.add("Long.getLong", () -> Long.getLong("pergola.none"));
        to.add("Boolean.getBoolean", () -> Boolean.getBoolean("pergola.none"));
        to.add("System.setProperty", () -> System.setProperty("pergola.set", ""));
        to.add("System.clearProperty", () -> System.clearProperty("pergola.set"));
        to.add("System.getProperties", System::getProperties);
        to.add("System.setProperties", () -> System.setProperties((Properties) System.getProperties()));
        to.add("System.getenv", () -> System.getenv("PATH"));
        to.add("System.getenv of all", () -> System.getenv());
        to.add("ProcessBuilder.environment", () -> new ProcessBuilder("true").environment());
    }

    private static void threads(Attempts to) {
        Thread main = Thread.currentThread();
        to.add("Thread.getAllStackTraces", Thread::getAllStackTraces);
        to.add("Thread.enumerate", () -> Thread.enumerate(new Thread[8]));
        to.add("ThreadGroup.enumerate", () -> main.getThreadGroup().enumerate(new Thread[8]));
        to.add("ThreadGroup.interrupt", () -> {
            main.getThreadGroup().interrupt();
            Thread.interrupted();
        });
        to.add("ThreadGroup.setMaxPriority", () -> main.getThreadGroup().setMaxPriority(10));
        to.add("Thread.setName", () -> main.setName(main.getName()));
        to.add("Thread.setPriority", () -> main.setPriority(main.getPriority()));
        to.add("Thread.setUncaughtExceptionHandler", () -> main.setUncaughtExceptionHandler(null));
        to.add("Thread.setDefaultUncaughtExceptionHandler", () -> Thread.setDefaultUncaughtExceptionHandler(null));
        ThreadGroup top = main.getThreadGroup().getParent();
        to.add("new Thread in the system's group", () -> new Thread(top, "x"));
        to.add("new Thread of a class of its own in the system's group", () -> new Thread(top, () -> {}, "x") {});
        to.add("new ThreadGroup in the system's group", () -> new ThreadGroup(top, "x"));
        to.add("Thread.interrupt of another", () -> fromAnother(main::interrupt));
        to.add("Thread.getStackTrace of another", () -> fromAnother(main::getStackTrace));
        to.add("Thread.setContextClassLoader of another", () -> fromAnother(() -> main.setContextClassLoader(null)));
    }

    private static void fromAnother(Attempts.Attempt attempt) throws Throwable {
        Throwable[] failure = new Throwable[1];
        Thread other = new Thread(() -> {
            try {
                attempt.make();
            } catch (Throwable thrown) {
                failure[0] = thrown;
            }
        });
        other.start();
        while (other.isAlive()) {
            try {
                other.join();
            } catch (InterruptedException expected) {
                // That is what some do.
            }
        }
        if (failure[0] != null) throw failure[0];
    }

    private static void management(Attempts to) {
        to.add("ManagementFactory.getPlatformMBeanServer", ManagementFactory::getPlatformMBeanServer);
        to.add("MBeanServerFactory.createMBeanServer", MBeanServerFactory::createMBeanServer);
        to.add("MBeanServerFactory.newMBeanServer", MBeanServerFactory::newMBeanServer);
        to.add("MBeanServerFactory.findMBeanServer", () -> MBeanServerFactory.findMBeanServer(null));
        to.add(
                "RuntimeMXBean.getInputArguments",
                () -> ManagementFactory.getRuntimeMXBean().getInputArguments());
        to.add(
                "RuntimeMXBean.getSystemProperties",
                () -> ManagementFactory.getRuntimeMXBean().getSystemProperties());
        to.add(
                "RuntimeMXBean.getClassPath",
                () -> ManagementFactory.getRuntimeMXBean().getClassPath());
        to.add(
                "ThreadMXBean.dumpAllThreads",
                () -> ManagementFactory.getThreadMXBean().dumpAllThreads(false, false));
        to.add(
                "ThreadMXBean.getAllThreadIds",
                () -> ManagementFactory.getThreadMXBean().getAllThreadIds());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        to.add("ThreadMXBean.setThreadCpuTimeEnabled", () -> threads.setThreadCpuTimeEnabled(true));
        to.add("ThreadMXBean.resetPeakThreadCount", threads::resetPeakThreadCount);
        MemoryPoolMXBean pool = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(MemoryPoolMXBean::isUsageThresholdSupported)
                .findFirst()
                .orElseThrow();
        to.add("MemoryPoolMXBean.setUsageThreshold", () -> pool.setUsageThreshold(0));
        to.add("MemoryPoolMXBean.resetPeakUsage", pool::resetPeakUsage);
        HotSpotDiagnosticMXBean diagnostic = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        to.add(
                "HotSpotDiagnosticMXBean.setVMOption",
                () -> diagnostic.setVMOption("HeapDumpOnOutOfMemoryError", "false"));
        to.addFailing(
                "HotSpotDiagnosticMXBean.dumpHeap",
                java.io.IOException.class,
                () -> diagnostic.dumpHeap("/nonexistent-pergola/dump.hprof", true));
        to.addFailing(
                "VirtualMachine.attach",
                java.io.IOException.class,
                () -> com.sun.tools.attach.VirtualMachine.attach(
                        Long.toString(ProcessHandle.current().pid())));
        to.add("VirtualMachine.list", com.sun.tools.attach.VirtualMachine::list);
        to.add("FlightRecorder.getFlightRecorder", jdk.jfr.FlightRecorder::getFlightRecorder);
        to.add("new Recording", () -> new jdk.jfr.Recording().close());
    }

    private static void logging(Attempts to) {
        Logger root = Logger.getLogger("");
        to.add(
                "LogManager.readConfiguration",
                () -> LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(new byte[0])));
        to.add("LogManager.reset", () -> LogManager.getLogManager().reset());
        to.add("Logger.setLevel", () -> root.setLevel(Level.INFO));
        to.add("Logger.addHandler", () -> root.addHandler(new ConsoleHandler()));
        to.add("Logger.removeHandler", () -> root.removeHandler(null));
        to.add("Handler.setLevel", () -> new ConsoleHandler().setLevel(Level.ALL));
        to.add(
                "PlatformLoggingMXBean.setLoggerLevel",
                () -> ManagementFactory.getPlatformMXBean(PlatformLoggingMXBean.class)
                        .setLoggerLevel("", "INFO"));
    }

    private static void security(Attempts to) {
        Provider own = new OwnProvider();
        to.add("Security.addProvider", () -> Security.addProvider(own));
        to.add("Security.removeProvider", () -> Security.removeProvider(own.getName()));
        to.add("Security.insertProviderAt", () -> {
            Security.insertProviderAt(own, 50);
            Security.removeProvider(own.getName());
        });
        to.add("Security.getProperty", () -> Security.getProperty("keystore.type"));
        to.add("Policy.getPolicy", java.security.Policy::getPolicy);
        to.add("Subject.doAs", () -> Subject.doAs(new Subject(), (java.security.PrivilegedAction<Integer>) () -> 1));
        to.add("Security.setProperty", () -> Security.setProperty("pergola", ""));
        to.add("Provider.put", () -> Security.getProvider("SUN").put("pergola", "x"));
        to.add("Provider.remove", () -> Security.getProvider("SUN").remove("pergola"));
    }

    private static final class Replacing extends ObjectOutputStream {
        private Replacing() throws java.io.IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }
    }

    private static final class OwnProvider extends Provider {
        private static final long serialVersionUID = 1;

        private OwnProvider() {
            super("pergola", "1", "");
            put("pergola", "own");
        }
    }
}
