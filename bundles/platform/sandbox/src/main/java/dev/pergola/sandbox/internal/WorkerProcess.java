package dev.pergola.sandbox.internal;

import dev.pergola.sandbox.internal.containment.Box;
import dev.pergola.sandbox.internal.containment.Contained;
import dev.pergola.sandbox.internal.containment.Containment;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.LinkException;
import dev.pergola.worker.link.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that runs the worker's program, its folder and the link to it. The folder is the owner's alone, and so is the
 * socket in it; whoever connects has to say what only the process was told.
 */
final class WorkerProcess implements WarmProcesses.Warm {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final int NONCE_BYTES = 32;
    private static final Duration END = Duration.ofSeconds(5);

    private final Path folder;
    private final Contained contained;
    private final Process process;
    private final Link<Message.ToKernel, Message.ToWorker> link;
    private final String nonce;
    private boolean known;

    private WorkerProcess(Path folder, Contained contained, SocketChannel channel, String nonce) throws IOException {
        this.folder = folder;
        this.contained = contained;
        this.process = contained.process();
        this.link = Link.ofKernel(channel, Link.MOST_BYTES);
        this.nonce = nonce;
    }

    /** A folder for one, which nobody else may enter. */
    static Path folder() throws IOException {
        return Files.createTempDirectory(
                "pergola-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /**
     * Starts one and waits until it has connected; throws {@link IOException} where it ends before, or takes too long.
     *
     * @param box what it sees; its folder is this one's from now on, unless this throws
     */
    static WorkerProcess start(JavaCommand java, Containment containment, SandboxSettings settings, Box box)
            throws IOException {
        byte[] random = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(random);
        String nonce = HexFormat.of().formatHex(random);
        Path socket = box.folder().resolve("link");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Contained contained =
                    containment.start(java.of(socket, box.folder(), containment.tier()), box, settings.limits());
            Process process = contained.process();
            try {
                OutputStream in = process.getOutputStream();
                in.write(nonce.getBytes(StandardCharsets.US_ASCII));
                in.flush();
                return new WorkerProcess(
                        box.folder(), contained, accept(server, process, settings.startTimeout()), nonce);
            } catch (IOException e) {
                contained.close();
                String said = said(process);
                contained.cleanUp();
                throw new IOException("The sandbox did not start: " + said, e);
            }
        }
    }

    private static SocketChannel accept(ServerSocketChannel server, Process process, Duration timeout)
            throws IOException {
        server.configureBlocking(false);
        long end = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < end) {
            SocketChannel channel = server.accept();
            if (channel != null) return channel;
            try {
                if (process.waitFor(2, TimeUnit.MILLISECONDS))
                    throw new IOException("It ended with " + process.exitValue());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted", e);
            }
        }
        throw new IOException("It did not connect within " + timeout.toSeconds() + " s");
    }

    /** What it printed before it ended, a part of it. */
    private static String said(Process process) {
        try {
            byte[] text = process.getInputStream().readNBytes(2_000);
            return new String(text, StandardCharsets.UTF_8).strip();
        } catch (IOException none) {
            return "";
        }
    }

    /** Waits for the first message, where nobody has; throws {@link LinkException} where somebody else has connected. */
    synchronized void greet() {
        if (known) return;
        known = link.receive() instanceof Message.Hello hello
                && hello.protocol() == Message.PROTOCOL
                && MessageDigest.isEqual(
                        nonce.getBytes(StandardCharsets.US_ASCII), hello.nonce().getBytes(StandardCharsets.UTF_8));
        if (!known) throw new LinkException("Somebody else has connected");
    }

    /** For one that nobody else listens to. */
    @Override
    public void awaitReady() {
        greet();
        for (Message.ToKernel said = link.receive(); !(said instanceof Message.Ready); said = link.receive()) {
            if (!(said instanceof Message.Log line)) throw new LinkException("It says " + said);
            LOG.debug("A sandbox says: {} {}", line.message(), line.trace());
        }
    }

    @Override
    public void disconnect() {
        link.close();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The folder that it may write to. */
    Path ownFolder() {
        return folder;
    }

    Link<Message.ToKernel, Message.ToWorker> link() {
        return link;
    }

    InputStream output() {
        return process.getInputStream();
    }

    Contained contained() {
        return contained;
    }

    /** How it ended, once it has; waits a little for that. */
    Optional<Integer> exit(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                    ? Optional.of(process.exitValue())
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Ends it, with all that it has started, and removes its folder. */
    @Override
    public void close() {
        contained.close();
        link.close();
        if (exit(END).isEmpty()) LOG.warn("The process {} of a sandbox does not end", process.pid());
        contained.cleanUp();
        delete(folder);
    }

    /** Removes the folder of one. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException e) {
            LOG.warn("The folder {} of a sandbox could not be removed: {}", folder, e.getMessage());
        }
    }
}
