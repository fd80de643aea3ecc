package dev.pergola.benchmarks.plugin;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.concurrent.Callable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * The plugin's activator: offers a service, as an activator would, and says so in one datagram to the port that the
 * manifest names; the same when it stops. The same class runs in every engine, so that the same moment is measured.
 */
public final class Announcer implements BundleActivator {
    /** Header of the manifest that holds the port. */
    public static final String PORT = "Benchmark-Port";

    @Override
    public void start(BundleContext context) throws IOException {
        Callable<String> service = () -> context.getBundle().getVersion().toString();
        context.registerService(Callable.class, service, new Hashtable<>());
        send("started", context.getBundle());
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        send("stopped", context.getBundle());
    }

    static void send(String what, Bundle bundle) throws IOException {
        byte[] text =
                (what + ' ' + bundle.getSymbolicName() + ' ' + bundle.getVersion()).getBytes(StandardCharsets.UTF_8);
        int port = Integer.parseInt(bundle.getHeaders().get(PORT));
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(text, text.length, InetAddress.getLoopbackAddress(), port));
        }
    }
}
