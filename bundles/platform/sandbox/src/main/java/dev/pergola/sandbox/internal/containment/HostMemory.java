package dev.pergola.sandbox.internal.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How much memory the host, and the control group of this process, still has to give: what is free, and what the operating system
 * would give up for it (Linux, {@code proc(5)} and {@code cgroups(7)}; elsewhere nothing is known).
 */
public final class HostMemory {
    private static final String MEMORY = "memory";
    private static final long KIB = 1024;
    private static final Names UNIFIED =
            new Names("memory.max", "memory.current", List.of("inactive_file", "active_file", "slab_reclaimable"));
    private static final Names SEPARATE = new Names(
            "memory.limit_in_bytes", "memory.usage_in_bytes", List.of("total_inactive_file", "total_active_file"));

    private final Path proc;
    private final Path groups;

    HostMemory(Path proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /** That of the machine that this runs on. */
    public static HostMemory ofThisHost() {
        return new HostMemory(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** In bytes; empty where nobody tells. */
    public OptionalLong available() {
        return Stream.of(ofHost(), ofGroup())
                .flatMapToLong(known -> known.isPresent() ? LongStream.of(known.getAsLong()) : LongStream.empty())
                .min();
    }

    private OptionalLong ofHost() {
        return lines(proc.resolve("meminfo"))
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> kibibytes(line.replaceAll("[^0-9]", "")))
                .findFirst();
    }

    private OptionalLong ofGroup() {
        LongStream.Builder left = LongStream.builder();
        for (String line : lines(proc.resolve("self/cgroup")).toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) continue;
            if (parts[1].isEmpty()) ofEach(groups, parts[2], UNIFIED).forEach(left);
            else if (List.of(parts[1].split(",", -1)).contains(MEMORY))
                ofEach(groups.resolve(parts[1]), parts[2], SEPARATE).forEach(left);
        }
        return left.build().min();
    }

    /**
     * That of a group, and of all above it: what is left to one of them is not more than is left to each. In a container the name
     * is often that on the host, and only the root is there.
     */
    private static LongStream ofEach(Path root, String name, Names files) {
        LongStream.Builder left = LongStream.builder();
        Path group = root.resolve(name.substring(Math.min(1, name.length()))).normalize();
        for (Path at = group; at != null && at.startsWith(root); at = at.getParent())
            left(at, files).ifPresent(left);
        return left.build();
    }

    /** The names of files, and of what in the last one is given up before anything fails. */
    private record Names(String limit, String used, List<String> spare) {}

    private static OptionalLong left(Path group, Names files) {
        OptionalLong most = first(group.resolve(files.limit));
        OptionalLong now = first(group.resolve(files.used));
        if (most.isEmpty() || now.isEmpty()) return OptionalLong.empty();
        long spare = lines(group.resolve("memory.stat"))
                .map(line -> line.split(" ", 2))
                .filter(parts -> parts.length == 2 && files.spare.contains(parts[0]))
                .mapToLong(parts -> number(parts[1]))
                .sum();
        return OptionalLong.of(Math.max(0, most.getAsLong() - now.getAsLong() + Math.min(spare, now.getAsLong())));
    }

    /** Empty where it says {@code max}. */
    private static OptionalLong first(Path file) {
        return lines(file)
                .filter(line -> line.matches("[0-9]+"))
                .mapToLong(HostMemory::number)
                .findFirst();
    }

    private static long kibibytes(String text) {
        return Math.min(number(text), Long.MAX_VALUE / KIB) * KIB;
    }

    /** One that is too large to be true stands for no limit. */
    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException odd) {
            return Long.MAX_VALUE;
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException | RuntimeException notThere) {
            return Stream.empty();
        }
    }
}
