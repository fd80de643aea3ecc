package dev.pergola.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of a box that has no network: a port of the box's own loopback, from where everything goes to the kernel's
 * proxy as it is. It decides nothing, as it runs where the plugin does: the proxy knows what was granted.
 */
final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final int BUFFER = 16_384;

    private final ServerSocketChannel server;
    private final SocketAddress proxy;
    private final ExecutorService threads = WorkerThreads.many("pergola-egress");

    private Forwarder(ServerSocketChannel server, SocketAddress proxy) {
        this.server = server;
        this.proxy = proxy;
    }

    /** Listens from now on; gives the address. */
    static InetSocketAddress start(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        Forwarder forwarder = new Forwarder(server, UnixDomainSocketAddress.of(socket));
        forwarder.threads.execute(forwarder::listen);
        return (InetSocketAddress) server.getLocalAddress();
    }

    private void listen() {
        while (true) {
            try {
                SocketChannel plugin = server.accept();
                threads.execute(() -> forward(plugin));
            } catch (IOException | RejectedExecutionException e) {
                LOG.debug("A connection to the proxy was not taken", e);
            }
        }
    }

    private void forward(SocketChannel plugin) {
        try {
            SocketChannel kernel = SocketChannel.open(StandardProtocolFamily.UNIX);
            Pair pair = new Pair(plugin, kernel, new AtomicInteger(2));
            try {
                kernel.connect(proxy);
                threads.execute(() -> pair.pass(kernel, plugin));
                pair.pass(plugin, kernel);
            } catch (IOException | RejectedExecutionException gone) {
                pair.close();
            }
        } catch (IOException noSocket) {
            close(plugin);
        }
    }

    /** Two ends, each of which may say that it has said everything. */
    private record Pair(SocketChannel one, SocketChannel other, AtomicInteger directions) {
        void pass(SocketChannel from, SocketChannel to) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            try {
                while (from.read(buffer.clear()) >= 0) {
                    buffer.flip();
                    while (buffer.hasRemaining()) to.write(buffer);
                }
                to.shutdownOutput();
                if (directions.decrementAndGet() == 0) close();
            } catch (IOException gone) {
                close();
            }
        }

        void close() {
            Forwarder.close(one);
            Forwarder.close(other);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            LOG.trace("It was closed already", gone);
        }
    }
}
