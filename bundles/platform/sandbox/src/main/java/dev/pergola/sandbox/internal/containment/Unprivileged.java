package dev.pergola.sandbox.internal.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who owns nothing, whom a sandbox becomes where Pergola runs as root ({@code setpriv(1)}): what root is denied in
 * name spaces alone, root has found ways around before.
 *
 * @param program what changes the user
 * @param chown what changes the owner of files
 */
record Unprivileged(Path program, Path chown) {
    /** Of no account, on any usual system. */
    static final int ID = 64_317;

    private static final long PATIENCE_SECONDS = 60;

    static Optional<Unprivileged> where(boolean root) {
        if (!root) return Optional.empty();
        return Tools.find("setpriv")
                .flatMap(setpriv -> Tools.find("chown").map(chown -> new Unprivileged(setpriv, chown)));
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

    /**
     * Makes it the owner of a file or a folder, with all that is in it; links are left alone. By a program that goes from folder to
     * folder by what it has opened: by their names, a plugin that runs meanwhile could have it change files of this host.
     */
    void own(Path path) throws IOException {
        String id = ID + ":" + ID;
        Process process = new ProcessBuilder(chown.toString(), "-R", "-h", "-P", id, "--", path.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) throw new IOException("chown takes too long");
            // What is created and deleted meanwhile is no reason to fail.
            if (!Integer.valueOf(ID).equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)))
                throw new IOException(path + " could not be given to user " + ID);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
