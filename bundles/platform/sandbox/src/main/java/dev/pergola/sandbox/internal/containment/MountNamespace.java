package dev.pergola.sandbox.internal.containment;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A name space of mounts for boxes to be started in, so that a folder can be shown to one that runs already: what is mounted
 * in the berth of a box reaches that box, as its own mounts are slaves of these ({@code mount_namespaces(7)}), and nothing
 * comes back. A process that only waits for the end of its standard input holds it, and so ends with the kernel's process.
 */
final class MountNamespace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MountNamespace.class);
    private static final long PATIENCE_SECONDS = 10;
    private static final int MOST = 1_000;
    private static final String SHELL = "/bin/sh";
    private static final String READY = "ready";
    private static final String BERTHS = "berths";

    /** What is typed at the kernel's terminal is not meant for it. */
    private static final String HOLD =
            "trap '' INT QUIT HUP TSTP; mount -t tmpfs -o size=4m,mode=0755,nosuid,nodev none \"$1\""
                    + " && mount --make-shared \"$1\" && echo " + READY + " && exec cat";

    private static final String MAKE = "mkdir -m 0755 \"$1\"";
    /**
     * As it is on this host: other flags would take a second step, which does not reach the boxes. Programs with a user of their
     * own gain nothing in a box, and nobody in it may make a device.
     */
    private static final String SHOW =
            "mkdir -m 0755 \"$1\" && { mount --rbind \"$2\" \"$1\" || { rmdir \"$1\"; exit 1; }; }";
    /** Never with what is in them: where a folder would not be unmounted, these would be the plugin's own files. */
    private static final String REMOVE =
            "for each in \"$1\"/*; do umount -l \"$each\" && rmdir \"$each\"; done; rmdir \"$1\"";

    private final Process holder;
    private final List<String> entrance;
    private final Path folder;
    private final AtomicLong berths = new AtomicLong();
    private volatile boolean closed;

    private MountNamespace(Process holder, List<String> entrance, Path folder) {
        this.holder = holder;
        this.entrance = entrance;
        this.folder = folder;
    }

    /**
     * Makes one.
     *
     * @param root whether this process is root's; others need a name space of users for it as well
     * @throws IOException where this host does not let it
     */
    static MountNamespace open(boolean root) throws IOException {
        Path unshare = tool("unshare");
        Path nsenter = tool("nsenter");
        Path folder = Files.createTempDirectory(
                "pergola-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path berths = Files.createDirectory(folder.resolve(BERTHS));
        List<String> command = new ArrayList<>(List.of(unshare.toString(), "--mount", "--propagation", "slave"));
        if (!root) command.addAll(List.of("--user", "--map-root-user"));
        command.addAll(List.of(SHELL, "-c", HOLD, "pergola", berths.toString()));
        Process holder = builder(command).start();
        List<String> entrance =
                new ArrayList<>(List.of(nsenter.toString(), "--target", Long.toString(holder.pid()), "--mount"));
        if (!root) entrance.addAll(List.of("--user", "--preserve-credentials"));
        MountNamespace made = new MountNamespace(holder, List.copyOf(entrance), folder);
        try {
            made.awaitReady();
            var unused = holder.onExit().thenRun(made::ended);
        } catch (IOException e) {
            made.close();
            throw e;
        }
        return made;
    }

    private static Path tool(String name) throws IOException {
        return Tools.find(name).orElseThrow(() -> new IOException("there is no program " + name));
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", Tools.path());
        return builder;
    }

    private void awaitReady() throws IOException {
        CompletableFuture<Boolean> inTime = new CompletableFuture<>();
        inTime.completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS);
        var unused = inTime.thenAccept(was -> {
            if (!was) holder.destroyForcibly();
        });
        BufferedReader lines = holder.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(READY) && inTime.complete(true)) return;
            if (said.length() < MOST) said.append(line).append(' ');
        }
        inTime.complete(true);
        throw new IOException(said.isEmpty() ? "it ended" : said.toString().strip());
    }

    private void ended() {
        if (!closed)
            LOG.warn(
                    "Somebody has ended the process {} that holds a name space of mounts; until the platform is started"
                            + " again, no process waits for plugins that have no sandbox",
                    holder.pid());
    }

    /** Whether it is still held: somebody may have ended the process that does. */
    boolean isHeld() {
        return holder.isAlive();
    }

    /** What comes before a command that is to be run in it. */
    List<String> entrance() {
        return entrance;
    }

    /** A place for one box, empty at first. */
    Berth berth() throws IOException {
        Path place = folder.resolve(BERTHS).resolve(Long.toString(berths.incrementAndGet()));
        run(MAKE, place);
        return new Berth(place);
    }

    /** The place of one box, where folders can be shown to it. */
    final class Berth implements AutoCloseable {
        private final Path place;

        private Berth(Path place) {
            this.place = place;
        }

        /** Where it is, in the name space. */
        Path place() {
            return place;
        }

        /** Shows a folder, under its own name. */
        void show(Path shown) throws IOException {
            run(SHOW, place.resolve(shown.getFileName()), shown);
        }

        /** Takes away what was shown; the folders stay what they are. */
        @Override
        public void close() {
            try {
                run(REMOVE, place);
            } catch (IOException e) {
                LOG.debug("{} is left behind until the platform stops", place, e);
            }
        }
    }

    private void run(String script, Path... arguments) throws IOException {
        if (!isHeld()) throw new IOException("the process that holds the name space of mounts has ended");
        List<String> command = new ArrayList<>(entrance);
        command.addAll(List.of(SHELL, "-c", script, "pergola"));
        for (Path argument : arguments) command.add(argument.toString());
        Process process = builder(command).start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                throw new IOException("it did not end within " + PATIENCE_SECONDS + " s");
            String said = new String(process.getInputStream().readNBytes(1_000), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) throw new IOException("it ended with " + process.exitValue() + ": " + said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Lets go of it; boxes that run keep what they see. */
    @Override
    public void close() {
        closed = true;
        holder.destroyForcibly();
        for (Path each : List.of(folder.resolve(BERTHS), folder)) {
            try {
                Files.deleteIfExists(each);
            } catch (IOException e) {
                LOG.debug("{} is left behind", each, e);
            }
        }
    }
}
