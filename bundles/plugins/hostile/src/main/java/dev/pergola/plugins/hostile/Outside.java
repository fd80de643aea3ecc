package dev.pergola.plugins.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Goes for what is outside of its process: files, other programs, the network. */
final class Outside {
    private Outside() {}

    static Object read(Order order) throws IOException {
        return Files.readString(Path.of(order.text("path", "/etc/passwd")));
    }

    static Object connect(Order order) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", order.number("port", 8080)), 2_000);
            return "connected";
        }
    }

    static Object fork(Order order) throws IOException, InterruptedException {
        return "exit " + shell("id").waitFor();
    }

    /** Each starts two more and stays; there are enough of them to be noticed, and not enough to bring a host down. */
    static Object forkBomb(Order order) {
        int started = 0;
        for (int i = 0; i < 200; i++) {
            try {
                shell("sleep 60 & sleep 60 & sleep 60");
                started++;
            } catch (IOException refused) {
                // The next one perhaps.
            }
        }
        return started + " started";
    }

    private static Process shell(String command) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", command).start();
    }
}
