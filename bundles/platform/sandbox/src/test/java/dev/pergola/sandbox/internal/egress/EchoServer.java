package dev.pergola.sandbox.internal.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Says again what it is told, as an answer in HTTP where it was asked so; sends as much as it is asked for. */
final class EchoServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    EchoServer() throws IOException {
        thread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "echo");
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
            OutputStream out = socket.getOutputStream();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                if (line.startsWith("echo")) out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                else if (line.startsWith("send")) out.write(new byte[Integer.parseInt(line.substring(5))]);
                else {
                    web(line, in, out);
                    return;
                }
                out.flush();
            }
        } catch (IOException gone) {
            // So has whoever asked.
        }
    }

    /** Answers with the message; stays open until the other side ends it, whatever that said. */
    private static void web(String first, InputStream in, OutputStream out) throws IOException {
        if (first.contains("/odd")) {
            out.write("not HTTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        StringBuilder said = new StringBuilder(first).append("\r\n");
        int length = 0;
        for (String line = line(in); !line.isBlank(); line = line(in)) {
            said.append(line).append('\n');
            if (line.startsWith("Content-Length: "))
                length = Integer.parseInt(line.substring(16).strip());
        }
        said.append(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
        out.write(("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: " + said.length() + "\r\n\r\n" + said)
                .getBytes(StandardCharsets.US_ASCII));
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
