package dev.pergola.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What the figures were measured on. */
final class Machine {
    private static final double BUSY = 0.5;

    private Machine() {}

    static Table describe(double loadAtFirst) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Table("Machine", "", "", "value")
                .row("date", LocalDate.now(ZoneOffset.UTC).toString())
                .row("processor", processor())
                .row("cores", Integer.toString(system.getAvailableProcessors()))
                .row("memory", Math.round(system.getTotalMemorySize() / 1073741824.0) + " GiB")
                .row(
                        "system",
                        System.getProperty("os.name")
                                + ' '
                                + System.getProperty("os.version")
                                + ' '
                                + System.getProperty("os.arch"))
                .row("load, at first and at last", String.format(Locale.ROOT, "%.1f and %.1f", loadAtFirst, load()))
                .row("Java", System.getProperty("java.vm.name") + ' ' + System.getProperty("java.runtime.version"));
    }

    /** How many processes wanted a processor in the last minute; negative where the system does not say. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** What to know before believing a figure; empty where the machine was idle at first. */
    static String warning(double atFirst) {
        return atFirst < BUSY ? "" : "The machine was not idle when this began. The figures are worse than it can do.";
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
