package dev.pergola.worker;

import dev.pergola.api.PluginContext;
import dev.pergola.launcher.Kernel;
import dev.pergola.launcher.StandardStreams;
import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import dev.pergola.worker.host.FlatHost;
import dev.pergola.worker.host.FrameworkHost;
import dev.pergola.worker.host.Host;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.Message;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Connects to the kernel, and does what it is told. The arguments are
 *
 * <ul>
 *   <li>the kernel's socket, or {@code rehearsal}, for one that has plugins made for it and ends after a call of each;
 *   <li>a folder to write to;
 *   <li>whether permissions are {@code enforced} or it is {@code insecure};
 *   <li>whether there is a framework {@code always}, before anybody knows of a plugin, or {@code when-needed};
 *   <li>the bundles that one starts with.
 * </ul>
 *
 * The first line of standard input is what the kernel knows it by. When standard input ends, so has the kernel.
 */
public final class WorkerMain {
    private static final int NONCE = 64;
    private static final int ORPHANED = 70;
    private static final int FIRST_BUNDLE = 4;
    private static final String INSECURE = "insecure";
    private static final String ALWAYS = "always";
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
            rehearse(folder.resolve(INSECURE), false, bundles(arguments));
            if (!arguments[2].equals(INSECURE)) rehearse(folder.resolve(arguments[2]), true, bundles(arguments));
        } catch (IOException | RuntimeException e) {
            System.err.println("The rehearsal failed: " + e);
            code = 1;
        }
        // The framework's threads go on, and nobody waits for them.
        System.exit(code);
    }

    /** With either host. */
    private static void rehearse(Path folder, boolean enforced, List<Path> bundles) throws IOException {
        Files.createDirectories(folder);
        Rehearsal.play(load -> new FlatHost(enforced, Optional.empty(), load.bundles()), true, folder);
        try (Kernel kernel = kernel(folder, enforced, bundles)) {
            Rehearsal.play(load -> new FrameworkHost(kernel, Optional.empty()), false, folder);
        }
    }

    private static List<Path> bundles(String[] arguments) {
        return Stream.of(arguments).skip(FIRST_BUNDLE).map(Path::of).toList();
    }

    private static void work(String[] arguments) throws IOException {
        // That it ends is how a sandbox hears that the kernel has.
        InputStream in = StandardStreams.take();
        String nonce = firstLine(in);
        watch(in);
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(arguments[0]));
        try (Link<Message.ToWorker, Message.ToKernel> link = Link.ofWorker(channel, Link.MOST_BYTES)) {
            link.send(new Message.Hello(
                    Message.PROTOCOL, nonce, ProcessHandle.current().pid()));
            WorkerLog.sendTo(link);
            Optional<InetSocketAddress> egress = Egress.open();
            Path folder = Path.of(arguments[1]);
            boolean enforced = !arguments[2].equals(INSECURE);
            Supplier<Kernel> kernel = () -> kernel(folder, enforced, bundles(arguments));
            Function<Message.Load, Host> hosts = arguments[3].equals(ALWAYS)
                    ? framework(kernel.get(), egress)
                    : load -> host(load, enforced, egress, kernel);
            new Worker(link, hosts).run();
        }
        // What is still running is the plugin's, and nobody waits for it.
        Runtime.getRuntime().halt(0);
    }

    private static Function<Message.Load, Host> framework(Kernel kernel, Optional<InetSocketAddress> egress) {
        return load -> new FrameworkHost(kernel, egress);
    }

    /** No framework is started where the plugin needs none. */
    private static Host host(
            Message.Load load, boolean enforced, Optional<InetSocketAddress> egress, Supplier<Kernel> kernel) {
        return load.flat().isEmpty()
                ? new FrameworkHost(kernel.get(), egress)
                : new FlatHost(enforced, egress, load.bundles());
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
