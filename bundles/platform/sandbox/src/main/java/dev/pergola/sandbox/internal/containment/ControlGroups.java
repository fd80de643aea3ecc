package dev.pergola.sandbox.internal.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where control groups for sandboxes can be made: below the one that the kernel's process is in, in the one hierarchy of
 * version 2, or in version 1's, one for each controller (Linux, {@code cgroups(7)}).
 */
final class ControlGroups {
    /** What limits need. */
    enum Controller {
        MEMORY,
        CPU,
        PIDS;

        String kernelName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final List<String> NAMES =
            Stream.of(Controller.values()).map(Controller::kernelName).toList();

    private final int version;
    private final Map<Controller, Path> parents;
    private final AtomicLong numbers = new AtomicLong();
    private final long pid = ProcessHandle.current().pid();

    private ControlGroups(int version, Map<Controller, Path> parents) {
        this.version = version;
        this.parents = parents;
    }

    /** Those of this process; empty where it may not make any. */
    static Optional<ControlGroups> ofThisProcess() {
        return below(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
    }

    /**
     * Those of the process that a file tells of.
     *
     * @param root where the hierarchies are mounted
     * @param own lines of {@code id:controllers:path}
     */
    static Optional<ControlGroups> below(Path root, Path own) {
        try {
            List<String> lines = Files.readAllLines(own);
            Optional<ControlGroups> one = unified(root, lines);
            return one.isPresent() ? one : separate(root, lines);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    int version() {
        return version;
    }

    private static Optional<ControlGroups> unified(Path root, List<String> lines) throws IOException {
        if (!Files.exists(root.resolve("cgroup.controllers"))) return Optional.empty();
        for (String line : lines) {
            if (!line.startsWith("0::")) continue;
            Path parent = delegated(resolve(root, line.substring(3)));
            List<String> here = turnedOn(parent);
            Map<Controller, Path> parents = new EnumMap<>(Controller.class);
            for (Controller controller : Controller.values())
                if (here.contains(controller.kernelName())) parents.put(controller, parent);
            return complete(2, parents);
        }
        return Optional.empty();
    }

    /**
     * The group with its controllers turned on for those below it. Version 2 does that only in a group without processes of
     * its own, so this process moves into one below.
     */
    private static Path delegated(Path group) throws IOException {
        Path control = group.resolve("cgroup.subtree_control");
        if (turnedOn(group).containsAll(NAMES) || !Files.isWritable(control)) return group;
        Path kernel = group.resolve("pergola-kernel");
        Files.createDirectories(kernel);
        for (String process : Files.readAllLines(group.resolve("cgroup.procs")))
            Files.writeString(kernel.resolve("cgroup.procs"), process);
        try {
            Files.writeString(control, NAMES.stream().map(name -> "+" + name).collect(Collectors.joining(" ")));
        } catch (IOException notDelegated) {
            // What is missing shows in what can be read afterwards.
        }
        return group;
    }

    private static List<String> turnedOn(Path group) throws IOException {
        return List.of(Files.readString(group.resolve("cgroup.subtree_control"))
                .strip()
                .split(" "));
    }

    private static Optional<ControlGroups> separate(Path root, List<String> lines) {
        Map<Controller, Path> parents = new EnumMap<>(Controller.class);
        for (String line : lines) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) continue;
            List<String> names = List.of(parts[1].split(","));
            for (Controller controller : Controller.values()) {
                if (!names.contains(controller.kernelName())) continue;
                Path parent = resolve(root.resolve(parts[1]), parts[2]);
                // In a container, what it says is the path outside.
                if (!Files.isDirectory(parent)) parent = root.resolve(parts[1]);
                if (Files.isWritable(parent)) parents.put(controller, parent);
            }
        }
        return complete(1, parents);
    }

    private static Path resolve(Path root, String path) {
        return root.resolve(path.startsWith("/") ? path.substring(1) : path);
    }

    private static Optional<ControlGroups> complete(int version, Map<Controller, Path> parents) {
        return parents.size() == Controller.values().length
                ? Optional.of(new ControlGroups(version, parents))
                : Optional.empty();
    }

    /** Makes a group with limits; nothing is in it yet. */
    ControlGroup make(Limits limits) throws IOException {
        String name = "pergola-" + pid + "-" + numbers.incrementAndGet();
        Map<Controller, Path> folders = new EnumMap<>(Controller.class);
        for (Map.Entry<Controller, Path> parent : parents.entrySet()) {
            Path folder = parent.getValue().resolve(name);
            Files.createDirectories(folder);
            folders.put(parent.getKey(), folder);
        }
        ControlGroup group = new ControlGroup(version, folders);
        try {
            group.limit(limits);
            return group;
        } catch (IOException e) {
            group.close();
            throw e;
        }
    }

    /** Removes what an earlier process left behind. */
    void sweep() {
        for (Path parent : parents.values()) {
            List<Path> left = new ArrayList<>();
            try (var all = Files.newDirectoryStream(parent, "pergola-[0-9]*")) {
                all.forEach(left::add);
            } catch (IOException e) {
                continue;
            }
            for (Path folder : left) if (isAbandoned(folder)) remove(folder);
        }
    }

    private static boolean isAbandoned(Path folder) {
        String[] parts = folder.getFileName().toString().split("-");
        try {
            return parts.length == 3
                    && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException stillThere) {
            // Something runs in it; the next start tries again.
        }
    }
}
