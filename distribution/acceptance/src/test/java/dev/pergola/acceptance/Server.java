package dev.pergola.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server: says hello in HTTP, or as much as it is told to; or nothing, to whoever says {@code hold}. */
final class Server implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private volatile String body = "hello";

    Server() throws IOException {
        thread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** How many wait. */
    int held() {
        return held.get();
    }

    void sends(int characters) {
        body = "x".repeat(characters);
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                thread(() -> serve(socket));
            }
        } catch (IOException closed) {
            // So has the test.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            String first = line(in);
            if (first.startsWith("hold")) hold(in);
            if (!first.startsWith("GET")) return;
            for (String line = line(in); !line.isBlank(); line = line(in)) continue;
            socket.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            // So has whoever asked.
        } finally {
            open.remove(socket);
        }
    }

    private void hold(InputStream in) throws IOException {
        held.incrementAndGet();
        try {
            while (in.read() >= 0) continue;
        } finally {
            held.decrementAndGet();
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) text.append((char) next);
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) socket.close();
    }
}
