package dev.pergola.sandbox.internal.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a process uses (Linux, {@code proc(5)}).
 *
 * @param memoryBytes memory that it has now
 * @param cpuNanos time of processors since it started
 * @param threads how many it has now
 * @param readBytes read from disks since it started
 * @param writtenBytes written to disks since it started
 */
public record ProcessUsage(long memoryBytes, long cpuNanos, int threads, long readBytes, long writtenBytes) {
    private static final long PAGE = 4_096;
    /** Of {@code sysconf(_SC_CLK_TCK)}, which is the same everywhere. */
    private static final long TICK_NANOS = 10_000_000;

    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int THREADS = 17;
    private static final int RESIDENT = 21;

    /** Of a process; empty where it has ended. Elsewhere than on Linux, the processor's time is all there is. */
    public static Optional<ProcessUsage> of(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(folder.resolve("stat"));
            // The name before may have spaces and brackets in it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
            long[] disk = disk(folder);
            return Optional.of(new ProcessUsage(
                    Long.parseLong(fields[RESIDENT]) * PAGE,
                    ticks * TICK_NANOS,
                    Integer.parseInt(fields[THREADS]),
                    disk[0],
                    disk[1]));
        } catch (IOException | RuntimeException e) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().totalCpuDuration())
                    .map(Duration::toNanos)
                    .map(cpu -> new ProcessUsage(0, cpu, 0, 0, 0));
        }
    }

    private static long[] disk(Path folder) {
        long[] bytes = new long[2];
        try {
            for (String line : Files.readAllLines(folder.resolve("io"))) {
                if (line.startsWith("read_bytes: ")) bytes[0] = Long.parseLong(line.substring(12));
                if (line.startsWith("write_bytes: ")) bytes[1] = Long.parseLong(line.substring(13));
            }
        } catch (IOException | NumberFormatException e) {
            // Not everybody may read this of another's process.
        }
        return bytes;
    }
}
