package dev.pergola.sandbox.internal.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that was started at some tier of isolation. */
public final class Contained implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Contained.class);
    private static final int NESTING = 4;

    private final Process process;
    private final boolean boxed;
    private final Optional<Unprivileged> user;
    private final Optional<ControlGroup> group;
    private final Optional<MountNamespace.Berth> berth;
    private final Limits limits;
    private volatile long innermost;

    Contained(
            Process process,
            boolean boxed,
            Optional<Unprivileged> user,
            Optional<ControlGroup> group,
            Optional<MountNamespace.Berth> berth,
            Limits limits) {
        this.process = process;
        this.boxed = boxed;
        this.user = user;
        this.group = group;
        this.berth = berth;
        this.limits = limits;
    }

    /** What was started: the program, or the box around it. */
    public Process process() {
        return process;
    }

    /** What it is held to. */
    public Limits limits() {
        return limits;
    }

    /** Whether its share of the processors is held by the operating system. */
    public boolean hasCpuLimit() {
        return group.isPresent();
    }

    /** Holds it to its share of the processors from now on; a start is not slowed down by it. */
    public void limitCpu() {
        group.ifPresent(found -> {
            try {
                found.limitCpu(limits.cpuPercent());
            } catch (IOException e) {
                LOG.warn("Process {} of a sandbox is not held to its share of the processors", process.pid(), e);
            }
        });
    }

    /** Whether it sees no other files than it is shown. */
    public boolean isBoxed() {
        return boxed;
    }

    /**
     * Shows it a folder, which it may write to as well, at the place where it is: in that of its berth.
     *
     * @throws IOException where that does not work
     */
    public void show(Path folder) throws IOException {
        if (!boxed) return;
        give(folder);
        berth.orElseThrow(() -> new IllegalStateException("It was started for what it had then"))
                .show(folder);
    }

    /** Has it own a file, or a folder with all that is in it, where it is somebody else than this process is. */
    public void give(Path path) throws IOException {
        if (user.isPresent()) user.get().own(path);
    }

    /** The number that the program has on this host, below the box around it. */
    public long pid() {
        if (!boxed) return process.pid();
        long known = innermost;
        if (known != 0) return known;
        long pid = process.pid();
        for (int i = 0; i < NESTING; i++) {
            Optional<Long> child = child(pid);
            if (child.isEmpty()) break;
            pid = child.get();
        }
        if (isJava(pid)) innermost = pid;
        return pid;
    }

    private static boolean isJava(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("java");
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Long> child(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .findFirst();
    }

    /** The limit that it met, in words, where the operating system says so. */
    public Optional<String> limitMet() {
        if (group.isEmpty()) return Optional.empty();
        if (group.get().memoryKills() > 0)
            return Optional.of("it used more memory than the " + limits.totalMegabytes()
                    + " MiB that limits.memory-mb (" + limits.heapMegabytes()
                    + " MiB of heap) and sandbox.native-memory-mb allow together");
        return Optional.empty();
    }

    /** Kills it, with all that is in its box. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Removes what it leaves behind once it has ended. */
    public void cleanUp() {
        group.ifPresent(ControlGroup::close);
        berth.ifPresent(MountNamespace.Berth::close);
    }
}
