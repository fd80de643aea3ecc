package dev.pergola.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a process occupies, in MiB, as the kernel of the operating system counts.
 *
 * @param resident its resident set; not a number where the system does not say
 * @param proportional the same with shared pages divided among those who share them
 * @param own the part of it that no other process shares
 */
record Memory(double resident, double proportional, double own) {
    private static final double SAME = 0.01;
    private static final int LOOKS = 3;

    static Memory of(long process) {
        Path folder = Path.of("/proc/" + process);
        Path rollup = folder.resolve("smaps_rollup");
        return new Memory(
                mebibytes(folder.resolve("status"), "VmRSS:"),
                mebibytes(rollup, "Pss:"),
                mebibytes(rollup, "Private_Clean:") + mebibytes(rollup, "Private_Dirty:"));
    }

    private static double mebibytes(Path file, String name) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** Waits until it has not changed by more than a percent for three looks, one each second; at most half a minute. */
    static Memory settled(Supplier<Memory> look) {
        Memory first = look.get();
        int same = 0;
        for (int looks = 0; looks < 30 && same < LOOKS; looks++) {
            Signals.pause(Duration.ofSeconds(1));
            Memory next = look.get();
            boolean steady = Math.abs(next.resident - first.resident) <= SAME * first.resident;
            same = steady ? same + 1 : 0;
            if (!steady) first = next;
        }
        return look.get();
    }
}
