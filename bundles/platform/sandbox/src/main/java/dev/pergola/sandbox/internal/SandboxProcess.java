package dev.pergola.sandbox.internal;

import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.internal.containment.Box;
import dev.pergola.sandbox.internal.containment.Contained;
import dev.pergola.sandbox.internal.containment.Containment;
import dev.pergola.sandbox.internal.egress.EgressProxy;
import dev.pergola.sandbox.internal.egress.Grants;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
    private final Contained contained;
    private final Process process;
    private final SocketChannel channel;
    private final String nonce;
    private final Optional<EgressProxy> egress;

    private SandboxProcess(
            Path folder, Contained contained, SocketChannel channel, String nonce, Optional<EgressProxy> egress) {
        this.folder = folder;
        this.contained = contained;
        this.egress = egress;
        this.process = contained.process();
        this.channel = channel;
        this.nonce = nonce;
    }

    /**
     * Starts it and waits until it has connected; throws {@link IOException} where it ends before, or takes too long.
     *
     * @param jars the plugin's, and those that it is wired to
     * @param reads what it is to see of the host's files, beside what the command needs
     * @param writes the same, to write to
     * @param plugin whose it is, for the log
     * @param network where it may connect to, where it is contained
     */
    static SandboxProcess start(
            JavaCommand java,
            Containment containment,
            SandboxSettings settings,
            List<Path> jars,
            Collection<Path> reads,
            Collection<Path> writes,
            String plugin,
            Function<Isolation.Tier, Grants> network)
            throws IOException {
        Path folder = Files.createTempDirectory(
                "pergola-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<Path> readable = new ArrayList<>(java.reads());
        readable.addAll(reads);
        Box box = new Box(folder, Path.of(System.getProperty("java.io.tmpdir")), jars, readable, List.copyOf(writes));
        Optional<EgressProxy> egress = Optional.empty();
        try {
            if (containment.tier() != Isolation.Tier.C)
                egress = Optional.of(EgressProxy.open(
                        plugin, JavaCommand.egress(folder), network.apply(containment.tier()), settings.network()));
            return start(java, containment, settings, box, egress);
        } catch (IOException | RuntimeException e) {
            egress.ifPresent(EgressProxy::close);
            delete(folder);
            throw e;
        }
    }

    private static SandboxProcess start(
            JavaCommand java, Containment containment, SandboxSettings settings, Box box, Optional<EgressProxy> egress)
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
                return new SandboxProcess(
                        box.folder(), contained, accept(server, process, settings.startTimeout()), nonce, egress);
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

    /** The way out of it, where there is no other. */
    Optional<EgressProxy> egress() {
        return egress;
    }

    SocketChannel channel() {
        return channel;
    }

    java.io.InputStream output() {
        return process.getInputStream();
    }

    Contained contained() {
        return contained;
    }

    long pid() {
        return contained.pid();
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
        egress.ifPresent(EgressProxy::close);
        contained.close();
        try {
            channel.close();
        } catch (IOException gone) {
            LOG.debug("The socket was closed already", gone);
        }
        if (exit(END).isEmpty()) LOG.warn("The process {} of a sandbox does not end", process.pid());
        contained.cleanUp();
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
