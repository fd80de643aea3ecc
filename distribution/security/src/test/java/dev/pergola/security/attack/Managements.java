package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;
import static dev.pergola.security.attack.Control.Proof.CHANGE;

import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;

/** Management of the process, and Java's log. */
final class Managements {
    private static final String MANAGEMENT = "the management of the process is the platform's";
    private static final String LOG = "the log is the platform's";
    private static final Need METRICS = Need.of("metrics.read");

    private Managements() {}

    static List<Attack> all() {
        return List.of(
                never(
                        "mbean-server",
                        "asks for the server of management beans",
                        MANAGEMENT,
                        prey -> ManagementFactory.getPlatformMBeanServer()),
                never(
                        "new-mbean-server",
                        "makes a server of management beans",
                        MANAGEMENT,
                        prey -> MBeanServerFactory.createMBeanServer()),
                never(
                        "find-mbean-server",
                        "finds the servers of management beans",
                        MANAGEMENT,
                        prey -> MBeanServerFactory.findMBeanServer(null)),
                never(
                        "heap-dump",
                        "writes all memory into a file",
                        MANAGEMENT,
                        prey -> Tries.done(() ->
                                hotSpot("dumpHeap", prey.target("heap.hprof").toString(), true))),
                never(
                        "vm-option",
                        "changes an option of the virtual machine",
                        MANAGEMENT,
                        prey -> Tries.done(() -> hotSpot("setVMOption", "HeapDumpOnOutOfMemoryError", "true"))),
                never(
                                "read-vm-option",
                                "reads an option of the virtual machine",
                                MANAGEMENT,
                                prey -> hotSpot("getVMOption", "HeapDumpPath"))
                        .since(24),
                allowedBy(
                        METRICS,
                        "command-line",
                        "reads the command line of the process",
                        prey -> ManagementFactory.getRuntimeMXBean().getInputArguments()),
                allowedBy(
                                METRICS,
                                "class-path",
                                "reads the class path of the process",
                                prey -> ManagementFactory.getRuntimeMXBean().getClassPath())
                        .with(Need.of("system.properties", "java.class.path")),
                allowedBy(
                                METRICS,
                                "all-properties",
                                "reads the system properties by a bean",
                                prey -> ManagementFactory.getRuntimeMXBean()
                                        .getSystemProperties()
                                        .size())
                        .with(Need.of("system.properties", "*"), Need.of("system.properties.write", "*")),
                allowedBy(
                        METRICS,
                        "thread-dump",
                        "sees what all threads do by a bean",
                        prey -> ManagementFactory.getThreadMXBean().dumpAllThreads(true, true).length),
                never(
                        "gc-verbose",
                        "has the collector talk",
                        MANAGEMENT,
                        prey -> Tries.done(
                                () -> ManagementFactory.getMemoryMXBean().setVerbose(true))),
                never(
                        "thread-timing",
                        "turns the measuring of threads off",
                        MANAGEMENT,
                        prey -> Tries.done(
                                () -> ManagementFactory.getThreadMXBean().setThreadCpuTimeEnabled(false))),
                never(
                        "memory-threshold",
                        "sets a threshold of memory",
                        MANAGEMENT,
                        prey -> Tries.done(() -> ManagementFactory.getMemoryPoolMXBeans().stream()
                                .filter(pool -> pool.isUsageThresholdSupported())
                                .findFirst()
                                .orElseThrow()
                                .setUsageThreshold(1))),
                never(
                        "jmx-remote",
                        "opens management to the network",
                        MANAGEMENT,
                        prey -> Tries.done(() -> JMXConnectorServerFactory.newJMXConnectorServer(
                                        new JMXServiceURL("service:jmx:rmi://"), null, server())
                                .start())),
                never(
                                "register-mbean",
                                "registers a management bean",
                                MANAGEMENT,
                                prey -> server().registerMBean(bean(), new ObjectName("x:type=X")))
                        .or(FAILED),
                never(
                                "attach",
                                "looks for processes to attach to",
                                "who may attach to a process is its master",
                                Managements::attach)
                        .or(FAILED),
                never(
                                "perf-counters",
                                "reads counters of the virtual machine",
                                "Java exports the class to nobody",
                                prey -> Class.forName("jdk.internal.perf.Perf"))
                        .or(FAILED)
                        .counterpart(
                                "reads measurements that Java exports",
                                prey -> ManagementFactory.getThreadMXBean().getAllThreadIds().length,
                                METRICS),
                never(
                                "recording",
                                "records what the process does",
                                MANAGEMENT,
                                prey -> Class.forName("jdk.jfr.Recording")
                                        .getConstructor()
                                        .newInstance())
                        .or(FAILED),
                never(
                                "log-level",
                                "turns Java's log off",
                                LOG,
                                prey -> Tries.done(() -> Logger.getLogger("").setLevel(Level.OFF)))
                        .proven(CHANGE),
                never(
                                "log-listener",
                                "hears what everybody logs",
                                LOG,
                                prey -> Tries.done(
                                        () -> Logger.getLogger("").addHandler(new java.util.logging.ConsoleHandler())))
                        .proven(CHANGE),
                never("log-handler-close", "closes a handler of Java's log", "nobody can close it", prey -> {
                            Logger.getLogger("").getHandlers()[0].close();
                            return null;
                        })
                        .or(NOTHING)
                        .counterpart("closes one of its own", prey -> {
                            Closing own = new Closing();
                            own.close();
                            return own.isClosed() ? "closed" : null;
                        }),
                never(
                        "log-parent",
                        "puts its log above another",
                        LOG,
                        prey -> Tries.done(() -> Logger.getLogger("org.apache").setParent(Logger.getLogger("x")))),
                never(
                        "logging-bean",
                        "turns the log off by a bean",
                        LOG,
                        prey -> Tries.done(() -> ManagementFactory.getPlatformMXBean(
                                        java.lang.management.PlatformLoggingMXBean.class)
                                .setLoggerLevel("", "OFF"))),
                never(
                                "log-handlers",
                                "takes the handlers off Java's log",
                                LOG,
                                prey -> Tries.done(() -> Logger.getLogger("")
                                        .removeHandler(Logger.getLogger("").getHandlers()[0])))
                        .proven(CHANGE),
                never(
                        "log-reset",
                        "resets Java's log",
                        LOG,
                        prey -> Tries.done(() -> LogManager.getLogManager().reset())),
                never(
                        "log-configuration",
                        "configures Java's log",
                        LOG,
                        prey -> Tries.done(() ->
                                LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(new byte[0])))));
    }

    private static Object hotSpot(String operation, Object... arguments) throws Exception {
        Class<? extends PlatformManagedObject> type = ManagementFactory.getPlatformManagementInterfaces().stream()
                .filter(found -> found.getName().endsWith("HotSpotDiagnosticMXBean"))
                .findFirst()
                .orElseThrow();
        return Tries.call(type, ManagementFactory.getPlatformMXBean(type), operation, arguments);
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private static Object bean() throws Exception {
        return new StandardMBean(() -> "x", Callable.class);
    }

    private static Object attach(Prey prey) throws Exception {
        return Tries.callStatic(Class.forName("com.sun.tools.attach.VirtualMachine"), "list");
    }

    private static final class Closing extends Handler {
        private boolean closed;

        boolean isClosed() {
            return closed;
        }

        @Override
        public void publish(LogRecord entry) {}

        @Override
        public void flush() {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
