package dev.pergola.acceptance.caller;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.RequiresPermission;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Goes to other hosts, in each of the ways that Java has, and says what came from there. */
@Plugin(id = "dev.pergola.acceptance.caller", name = "Caller", author = "Pergola", description = "Calls other hosts")
@RequiresPermission(value = "network.http", target = "*")
@RequiresPermission(value = "network.socket", target = "*")
@Component
@TaskTypes("CALL")
public final class Caller implements TaskProcessor {
    @Override
    public TaskResult process(Task task, ExecutionContext context) throws Exception {
        String host = String.valueOf(task.input().get("host"));
        int port = ((Number) task.input().get("port")).intValue();
        String came = switch (String.valueOf(task.input().get("by"))) {
            case "connection" -> connection(URI.create("http://" + host + ":" + port + "/"));
            case "client" -> client(URI.create("http://" + host + ":" + port + "/"));
            case "socket" -> socket(host, port);
            case "many" -> many(host, port, 8);
            case "hold" -> hold(host, port);
            case "proxy" -> proxy(host, port);
            default -> throw new IllegalArgumentException();
        };
        return TaskResult.of(Map.of("came", came));
    }

    private static String connection(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        try (InputStream in = connection.getInputStream()) {
            return text(in);
        }
    }

    private static String client(URI uri) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) throw new IOException("The status is " + response.statusCode());
        return shortened(response.body());
    }

    private static String socket(String host, int port) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            ask(socket);
            String answer = text(socket.getInputStream());
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    private static String many(String host, int port, int most) throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            while (open.size() < most) open.add(new Socket(host, port));
            return "as many as it wanted";
        } finally {
            for (Socket each : open) each.close();
        }
    }

    /** Waits for what never comes. */
    private static String hold(String host, int port) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.getOutputStream().write("hold\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() < 0 ? "ended" : "something";
        }
    }

    /** Past what Java would have asked for, as code that has broken out of it would. */
    private static String proxy(String host, int port) throws IOException {
        InetSocketAddress proxy = (InetSocketAddress) ProxySelector.getDefault()
                .select(URI.create("http://example.com/"))
                .get(0)
                .address();
        try (SocketChannel channel = SocketChannel.open(proxy)) {
            String where = host + ":" + port;
            channel.write(
                    ByteBuffer.wrap(("CONNECT " + where + " HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
            channel.shutdownOutput();
            return text(Channels.newInputStream(channel));
        }
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(InputStream in) throws IOException {
        return shortened(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    private static String shortened(String text) {
        return text.length() > 10_000 ? text.length() + " characters" : text;
    }
}
