package dev.pergola.sandbox.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a sandbox, its folder and the socket to it. The folder is the owner's alone, and so is the socket in it;
 * whoever connects has to say what only the process was told.
 */
final class SandboxProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxProcess.class);
    private static final int NONCE_BYTES = 32;
    private static final Duration END = Duration.ofSeconds(5);

    private final Path folder;
    private final Process process;
    private final SocketChannel channel;
    private final String nonce;

    private SandboxProcess(Path folder, Process process, SocketChannel channel, String nonce) {
        this.folder = folder;
        this.process = process;
        this.channel = channel;
        this.nonce = nonce;
    }

    /** Starts it and waits until it has connected; throws {@link IOException} where it ends before, or takes too long. */
    static SandboxProcess start(JavaCommand java, Duration timeout) throws IOException {
        Path folder = Files.createTempDirectory(
                "pergola-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            return start(java, folder, timeout);
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    private static SandboxProcess start(JavaCommand java, Path folder, Duration timeout) throws IOException {
        byte[] random = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(random);
        String nonce = HexFormat.of().formatHex(random);
        Path socket = folder.resolve("link");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            List<String> command = java.of(socket, folder);
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            // Nothing of what the kernel was told is the sandbox's business.
            builder.environment().clear();
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            try {
                OutputStream in = process.getOutputStream();
                in.write(nonce.getBytes(StandardCharsets.US_ASCII));
                in.flush();
                return new SandboxProcess(folder, process, accept(server, process, timeout), nonce);
            } catch (IOException e) {
                process.destroyForcibly();
                throw new IOException("The sandbox did not start: " + said(process), e);
            }
        }
    }

    private static SocketChannel accept(ServerSocketChannel server, Process process, Duration timeout)
            throws IOException {
        server.configureBlocking(false);
        long end = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < end) {
            SocketChannel channel = server.accept();
            if (channel != null) {
                channel.configureBlocking(true);
                return channel;
            }
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

    SocketChannel channel() {
        return channel;
    }

    java.io.InputStream output() {
        return process.getInputStream();
    }

    long pid() {
        return process.pid();
    }

    boolean isKnownBy(String said) {
        return java.security.MessageDigest.isEqual(
                nonce.getBytes(StandardCharsets.US_ASCII), said.getBytes(StandardCharsets.UTF_8));
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
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            channel.close();
        } catch (IOException gone) {
            LOG.debug("The socket was closed already", gone);
        }
        if (exit(END).isEmpty()) LOG.warn("The process {} of a sandbox does not end", pid());
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException e) {
            LOG.warn("The folder {} of a sandbox could not be removed: {}", folder, e.getMessage());
        }
    }
}
