package dev.pergola.sandbox.internal.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Somebody who owns nothing, whom a sandbox becomes where Pergola runs as root ({@code setpriv(1)}): what root is denied in
 * name spaces alone, root has found ways around before.
 *
 * @param program what changes the user
 */
record Unprivileged(Path program) {
    /** Of no account, on any usual system. */
    static final int ID = 64_317;

    static Optional<Unprivileged> where(boolean root) {
        return root ? Tools.find("setpriv").map(Unprivileged::new) : Optional.empty();
    }

    /** What the box must leave it, to be able to leave the rest. */
    List<String> rightsToBecome() {
        return List.of("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP");
    }

    List<String> command() {
        String id = Integer.toString(ID);
        return List.of(
                program.toString(),
                "--reuid",
                id,
                "--regid",
                id,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all");
    }

    /** Where the copy of one of a box's jars is. */
    static Path copy(Box box, int jar) {
        return box.folder().resolve("jar-" + jar);
    }

    /** Makes it the owner of its box, and of copies of the jars. */
    void moveInto(Box box) throws IOException {
        for (int i = 0; i < box.jars().size(); i++) Files.copy(box.jars().get(i), copy(box, i));
        own(box.folder());
        for (Path path : box.writable()) if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) own(path);
    }

    /** Makes it the owner of a file or a folder, with all that is in it; links are left alone. */
    static void own(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.toList()) {
                Files.setAttribute(each, "unix:uid", ID, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(each, "unix:gid", ID, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
