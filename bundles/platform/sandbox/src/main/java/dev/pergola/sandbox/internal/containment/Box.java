package dev.pergola.sandbox.internal.containment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a sandbox sees of the host's files, each at the place where it is.
 *
 * @param folder its own folder, with the socket to the kernel
 * @param scratch where Java keeps temporary files; another one that is empty takes its place
 * @param jars the plugin's, and those that it is wired to; where Pergola runs as root, others may not read them, and copies
 *     take their places
 * @param readable files and folders that it may read
 * @param writable files and folders that it may write as well
 * @param berth a folder in which it sees nothing until something is shown to it ({@link Contained#show}); empty where
 *     nothing will be
 */
public record Box(
        Path folder, Path scratch, List<Path> jars, List<Path> readable, List<Path> writable, Optional<Path> berth) {
    public Box {
        jars = List.copyOf(jars);
        readable = List.copyOf(readable);
        writable = List.copyOf(writable);
    }

    /** One that is shown nothing more. */
    public Box(Path folder, Path scratch, List<Path> jars, List<Path> readable, List<Path> writable) {
        this(folder, scratch, jars, readable, writable, Optional.empty());
    }
}
