package dev.pergola.security;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers whoever comes, and counts them. */
final class Server implements AutoCloseable {
    private static final byte[] MARK = {1, 2, 3};

    private final ServerSocket server;
    private final DatagramSocket post;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Set<Integer> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger datagrams = new AtomicInteger();
    private final AtomicInteger marked = new AtomicInteger();

    Server() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        post = new DatagramSocket(server.getLocalPort(), InetAddress.getLoopbackAddress());
        daemon("server", this::serve);
        daemon("post", this::receive);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                seen.add(socket.getPort());
                daemon("answer", () -> answer(socket));
            } catch (IOException closed) {
                // The loop ends, or goes on with the next.
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            socket.setSoTimeout(300);
            byte[] buffer = new byte[4096];
            boolean goesOn = true;
            while (goesOn) {
                int length = socket.getInputStream().read(buffer);
                byte[] request = Arrays.copyOf(buffer, Math.max(0, length));
                socket.getOutputStream().write(Answers.to(request));
                goesOn = Answers.isLdap(request);
            }
        } catch (IOException gone) {
            // It came, and that is what counts.
        }
    }

    private void receive() {
        while (!post.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                post.receive(packet);
                (packet.getLength() == MARK.length ? marked : datagrams).incrementAndGet();
            } catch (IOException closed) {
                // The loop ends, or goes on with the next.
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Those who have come, the ones that still stand in line included. */
    int connections() {
        try (Socket last = new Socket(InetAddress.getLoopbackAddress(), port())) {
            asked.incrementAndGet();
            await().pollInterval(Duration.ofMillis(1)).until(() -> seen.contains(last.getLocalPort()));
            seen.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connections.get() - asked.get();
    }

    /** Those that have come, the ones on their way included. */
    int datagrams() {
        int marks = marked.get();
        try (DatagramSocket sender = new DatagramSocket()) {
            sender.send(new DatagramPacket(MARK, MARK.length, InetAddress.getLoopbackAddress(), port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().pollInterval(Duration.ofMillis(1)).until(() -> marked.get() > marks);
        return datagrams.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        post.close();
    }
}
