package dev.pergola.benchmarks.guarded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What operations are done on.
 *
 * @param file a small file
 * @param port of a server on this machine
 */
public record Site(Path file, int port) {
    /** Writes the file into a folder. */
    public static Site in(Path folder, int port) throws IOException {
        return new Site(Files.writeString(folder.resolve("small.txt"), "sixteen letters."), port);
    }
}
