package dev.pergola.launcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How long this process has been there, its shell script and the start of the JVM included. */
final class ProcessAge {
    /** Linux counts in these for every program, whatever the kernel itself ticks in. */
    private static final int TICKS_PER_SECOND = 100;

    private static final int START_TIME = 19;

    private ProcessAge() {}

    static Duration now() {
        return now(Path.of("/proc"));
    }

    static Duration now(Path proc) {
        return fromProc(proc).orElseGet(ProcessAge::ofVirtualMachine);
    }

    /** Not ProcessHandle: what it says on Linux is off by up to a second. */
    private static Optional<Duration> fromProc(Path proc) {
        try {
            String stat = Files.readString(proc.resolve("self").resolve("stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long started = Long.parseLong(afterName[START_TIME]) * 1000 / TICKS_PER_SECOND;
            String uptime = Files.readString(proc.resolve("uptime")).split(" ", -1)[0];
            long age = (long) (Double.parseDouble(uptime) * 1000) - started;
            return age < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(age));
        } catch (IOException | RuntimeException notLinux) {
            return Optional.empty();
        }
    }

    private static Duration ofVirtualMachine() {
        return Duration.ofMillis(System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime());
    }
}
