package dev.pergola.sandbox.internal.containment;

import dev.pergola.sandbox.internal.containment.ControlGroups.Controller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control group of one sandbox. */
final class ControlGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlGroup.class);
    private static final int PERIOD_MICROS = 50_000;
    private static final int TRIES = 100;

    private final int version;
    private final Map<Controller, Path> folders;

    ControlGroup(int version, Map<Controller, Path> folders) {
        this.version = version;
        this.folders = folders;
    }

    /** Files to which a process writes its number to be in it. */
    List<Path> entrances() {
        return folders.values().stream()
                .distinct()
                .map(folder -> folder.resolve("cgroup.procs"))
                .toList();
    }

    void limit(Limits limits) throws IOException {
        if (version == 2) {
            write(Controller.MEMORY, "memory.max", limits.totalBytes());
            // The limit is on both together, where there is swap at all.
            writeIfThere(Controller.MEMORY, "memory.swap.max", 0);
            write(Controller.PIDS, "pids.max", limits.processes());
        } else {
            write(Controller.MEMORY, "memory.limit_in_bytes", limits.totalBytes());
            writeIfThere(Controller.MEMORY, "memory.memsw.limit_in_bytes", limits.totalBytes());
            write(Controller.PIDS, "pids.max", limits.processes());
        }
    }

    /** Holds it to a share of one processor from now on. */
    void limitCpu(int percent) throws IOException {
        long quota = (long) PERIOD_MICROS * percent / 100;
        if (version == 2) write(Controller.CPU, "cpu.max", quota + " " + PERIOD_MICROS);
        else {
            write(Controller.CPU, "cpu.cfs_period_us", PERIOD_MICROS);
            write(Controller.CPU, "cpu.cfs_quota_us", quota);
        }
    }

    /** How often something in it was killed for want of memory. */
    long memoryKills() {
        return version == 2
                ? field(Controller.MEMORY, "memory.events", "oom_kill")
                : field(Controller.MEMORY, "memory.oom_control", "oom_kill");
    }

    private void write(Controller controller, String file, Object value) throws IOException {
        Path folder = folders.get(controller);
        if (folder != null) Files.writeString(folder.resolve(file), value.toString());
    }

    private void writeIfThere(Controller controller, String file, Object value) {
        try {
            Path folder = folders.get(controller);
            if (folder != null && Files.exists(folder.resolve(file))) write(controller, file, value);
        } catch (IOException e) {
            LOG.debug("{} was not set", file, e);
        }
    }

    private long field(Controller controller, String file, String name) {
        Path folder = folders.get(controller);
        if (folder == null) return 0;
        try {
            for (String line : Files.readAllLines(folder.resolve(file)))
                if (line.startsWith(name + " "))
                    return Long.parseLong(line.substring(name.length() + 1).strip());
        } catch (IOException | NumberFormatException e) {
            LOG.debug("{} could not be read", file, e);
        }
        return 0;
    }

    /** Removes it; what was in it has been killed, and leaves it a moment later. */
    @Override
    public void close() {
        for (Path folder : folders.values()) {
            for (int tries = 0; tries < TRIES && !removed(folder); tries++)
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static boolean removed(Path folder) {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
