package dev.pergola.worker;

import dev.pergola.api.PluginContext;
import dev.pergola.launcher.Kernel;
import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.Message;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Connects to the kernel, starts a framework, and does what it is told. The arguments are the kernel's socket (or {@code
 * rehearsal}, for one that has a plugin made for it, and ends after a call), a folder to
 * write to, whether permissions are {@code enforced} or it is {@code insecure}, and the bundles to start with; the first line of standard input is what the kernel knows it by. When standard
 * input ends, so has the kernel.
 */
public final class WorkerMain {
    private static final int NONCE = 64;
    private static final int ORPHANED = 70;
    private static final int FIRST_BUNDLE = 3;
    private static final String INSECURE = "insecure";
    private static final String REHEARSAL = "rehearsal";

    private WorkerMain() {}

    /** Runs until the kernel ends the link. */
    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals(REHEARSAL)) rehearse(arguments);
        else work(arguments);
    }

    /**
     * Does as if it had a kernel and a plugin, and ends: its JVM writes down which classes that took. First without permissions
     * in any case, as classes of bundles that are held to some are not written down.
     */
    private static void rehearse(String[] arguments) {
        watch(System.in);
        Path folder = Path.of(arguments[1]);
        int code = 0;
        try {
            Rehearsal.play(() -> kernel(folder.resolve(INSECURE), false, bundles(arguments)), folder);
            if (!arguments[2].equals(INSECURE))
                Rehearsal.play(() -> kernel(folder.resolve(arguments[2]), true, bundles(arguments)), folder);
        } catch (IOException | RuntimeException e) {
            System.err.println("The rehearsal failed: " + e);
            code = 1;
        }
        // The framework's threads go on, and nobody waits for them.
        System.exit(code);
    }

    private static List<Path> bundles(String[] arguments) {
        return Stream.of(arguments).skip(FIRST_BUNDLE).map(Path::of).toList();
    }

    private static void work(String[] arguments) throws IOException {
        String nonce = firstLine(System.in);
        watch(System.in);
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(arguments[0]));
        try (Link<Message.ToWorker, Message.ToKernel> link = Link.ofWorker(channel, Link.MOST_BYTES)) {
            link.send(new Message.Hello(
                    Message.PROTOCOL, nonce, ProcessHandle.current().pid()));
            WorkerLog.sendTo(link);
            Optional<InetSocketAddress> egress = Egress.open();
            Kernel kernel = kernel(Path.of(arguments[1]), !arguments[2].equals(INSECURE), bundles(arguments));
            new Worker(link, egress, kernel).run();
        }
        // What is still running is the plugin's, and nobody waits for it.
        Runtime.getRuntime().halt(0);
    }

    private static Kernel kernel(Path folder, boolean enforced, List<Path> bundles) {
        Settings settings = Settings.builder(folder)
                .set(ConfigurationKeys.DATA, folder)
                .set(ConfigurationKeys.HTTP_ENABLED, false)
                .set(ConfigurationKeys.READY_CONDITIONS, List.of())
                .set(ConfigurationKeys.ENFORCEMENT, enforced)
                .build();
        Kernel.Builder kernel = Kernel.builder(settings)
                .onlyBundles(bundles)
                .exportsOf(PluginContext.class)
                .exportsOf(ConfigurationAdmin.class);
        return kernel.enforcePermissions().start();
    }

    private static String firstLine(InputStream in) throws IOException {
        byte[] line = new byte[NONCE];
        int length = in.readNBytes(line, 0, NONCE);
        return new String(line, 0, length, StandardCharsets.US_ASCII);
    }

    private static void watch(InputStream in) {
        Thread watcher = new Thread(null, () -> awaitEnd(in), "pergola-kernel-watch", 0, false);
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void awaitEnd(InputStream in) {
        try {
            while (in.read() >= 0) Thread.onSpinWait();
        } catch (IOException gone) {
            // The same.
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
