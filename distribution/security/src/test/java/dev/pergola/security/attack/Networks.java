package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URL;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.rmi.Remote;
import java.rmi.registry.LocateRegistry;
import java.rmi.server.UnicastRemoteObject;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** Reaching others over the network, and being reached. */
final class Networks {
    private static final Need CONNECT = Need.of("network.socket", "localhost:{port}");
    private static final Need HTTP = Need.of("network.http", "localhost:{port}");
    private static final Need LISTEN = Need.of("network.listen", "*");
    private static final String REQUEST = "GET / HTTP/1.0\r\n\r\n";

    private Networks() {}

    static List<Attack> all() {
        return List.of(
                allowedBy(CONNECT, "socket", "connects a socket", Networks::socket),
                allowedBy(CONNECT, "socket-by-address", "connects a socket to an address", Networks::socketByAddress),
                allowedBy(CONNECT, "socket-channel", "connects a channel", Networks::channel),
                allowedBy(CONNECT, "asynchronous-channel", "connects an asynchronous channel", Networks::asynchronous),
                allowedBy(CONNECT, "no-proxy", "connects past every proxy", Networks::noProxy),
                allowedBy(
                        CONNECT,
                        "ssl-socket",
                        "makes a TLS socket",
                        prey -> SSLSocketFactory.getDefault().createSocket("localhost", prey.port())),
                allowedBy(CONNECT, "resolve", "looks up a name", prey -> InetAddress.getByName("localhost")),
                allowedBy(
                        CONNECT,
                        "resolve-all",
                        "looks up all addresses of a name",
                        prey -> InetAddress.getAllByName("localhost").length),
                allowedBy(CONNECT, "send", "sends a datagram", Networks::send).with(LISTEN),
                allowedBy(CONNECT, "datagram-channel", "sends through a datagram channel", Networks::datagram)
                        .with(LISTEN),
                allowedBy(
                                Need.of("network.socket", "localhost:{registrar}"),
                                "rmi",
                                "asks an RMI registry",
                                prey -> "names: "
                                        + List.of(LocateRegistry.getRegistry("localhost", prey.registrar())
                                                .list()))
                        .or(FAILED),
                allowedBy(HTTP, "url", "reads a page", prey -> Tries.text(new URL(prey.url()).openStream())),
                allowedBy(HTTP, "post", "posts what it knows", Networks::post),
                allowedBy(
                        HTTP,
                        "http-client",
                        "sends a request",
                        prey -> HttpClient.newHttpClient()
                                .send(request(prey), BodyHandlers.ofString())
                                .body()),
                allowedBy(
                        HTTP,
                        "http-client-asynchronous",
                        "sends a request in the background",
                        prey -> Tries.await(
                                        HttpClient.newHttpClient().sendAsync(request(prey), BodyHandlers.ofString()))
                                .body()),
                allowedBy(HTTP, "web-socket", "opens a web socket", Networks::webSocket),
                allowedBy(
                                HTTP,
                                "jar-url",
                                "loads a jar from afar",
                                prey -> Tries.text(new URL("jar:" + prey.url() + "x.jar!/x").openStream()))
                        // Java keeps it in a file for a while; later Javas do so in the plugin's name.
                        .with(Need.of("filesystem.read", "${tmp}/**"), Need.of("filesystem.write", "${tmp}/**"))
                        .or(FAILED),
                allowedBy(LISTEN, "listen", "listens", prey -> listen(new ServerSocket(0))),
                allowedBy(LISTEN, "listen-channel", "listens with a channel", Networks::listenChannel),
                allowedBy(
                        LISTEN,
                        "listen-asynchronous",
                        "listens with an asynchronous channel",
                        prey -> close(AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(0)))),
                allowedBy(LISTEN, "listen-datagram", "listens for datagrams", prey -> close(new DatagramSocket(0))),
                allowedBy(LISTEN, "rmi-registry", "starts an RMI registry", Networks::registry),
                allowedBy(LISTEN, "multicast", "joins a group of receivers", Networks::multicast)
                        .with(Need.of("network.socket", "230.0.0.1")),
                never(
                        "unix-socket",
                        "connects to a socket in the file system",
                        "the vocabulary has no sockets in the file system",
                        prey -> close(SocketChannel.open(UnixDomainSocketAddress.of(prey.fact("unix"))))),
                never(
                        "unix-listen",
                        "listens at a socket in the file system",
                        "the vocabulary has no sockets in the file system",
                        Networks::unixListen),
                allowedBy(
                                LISTEN,
                                "reachable",
                                "pings a machine",
                                prey -> InetAddress.getByAddress(new byte[] {127, 0, 0, 2})
                                                .isReachable(200)
                                        ? "reached"
                                        : null)
                        .with(Need.of("network.socket", "127.0.0.2"))
                        .or(NOTHING)
                        .since(24),
                allowedBy(
                                Need.of("network.socket", "127.0.0.1"),
                                "reverse-lookup",
                                "finds out the name of an address",
                                Networks::reverse)
                        .or(NOTHING),
                never(
                                "hardware-address",
                                "finds out the hardware address of this machine",
                                "the machine's interfaces are the platform's",
                                Networks::hardware)
                        .or(NOTHING),
                allowedBy(
                        HTTP,
                        "read-proxy-selector",
                        "asks how the platform gets out",
                        prey -> ProxySelector.getDefault()),
                allowedBy(CONNECT, "jndi", "looks up an object by LDAP", Networks::jndi)
                        .or(FAILED));
    }

    private static HttpRequest request(Prey prey) {
        return HttpRequest.newBuilder(URI.create(prey.url())).build();
    }

    private static String socket(Prey prey) throws Exception {
        try (Socket socket = new Socket("localhost", prey.port())) {
            return ask(socket);
        }
    }

    private static String socketByAddress(Prey prey) throws Exception {
        try (Socket socket = new Socket()) {
            InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
            socket.connect(new InetSocketAddress(loopback, prey.port()), 2000);
            return ask(socket);
        }
    }

    private static String noProxy(Prey prey) throws Exception {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(prey.server(), 2000);
            return ask(socket);
        }
    }

    private static String ask(Socket socket) throws Exception {
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.UTF_8));
        return Tries.text(socket.getInputStream());
    }

    private static String channel(Prey prey) throws Exception {
        try (SocketChannel channel = SocketChannel.open(prey.server())) {
            channel.write(StandardCharsets.UTF_8.encode(REQUEST));
            ByteBuffer answer = ByteBuffer.allocate(100);
            return "" + channel.read(answer);
        }
    }

    private static String asynchronous(Prey prey) throws Exception {
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            Tries.await(channel.connect(prey.server()));
            return "" + Tries.await(channel.write(StandardCharsets.UTF_8.encode(REQUEST)));
        }
    }

    private static String send(Prey prey) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[] {1}, 1, prey.server()));
            return "sent";
        }
    }

    private static String datagram(Prey prey) throws Exception {
        try (DatagramChannel channel = DatagramChannel.open()) {
            return "" + channel.send(ByteBuffer.wrap(new byte[] {1}), prey.server());
        }
    }

    private static String post(Prey prey) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(prey.url()).openConnection();
        connection.setDoOutput(true);
        connection.getOutputStream().write(1);
        return Tries.text(connection.getInputStream());
    }

    private static Object webSocket(Prey prey) throws Exception {
        return Tries.await(HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + prey.port() + "/"), new WebSocket.Listener() {}));
    }

    private static String listen(ServerSocket server) throws Exception {
        try (server) {
            return "" + server.getLocalPort();
        }
    }

    private static String listenChannel(Prey prey) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            return server.bind(new InetSocketAddress(0)).toString();
        }
    }

    private static String close(AutoCloseable opened) throws Exception {
        try (opened) {
            return "opened";
        }
    }

    private static String registry(Prey prey) throws Exception {
        Remote registry = LocateRegistry.createRegistry(0);
        // An exported object lives for ever otherwise.
        return "exported, and not any more: " + UnicastRemoteObject.unexportObject(registry, true);
    }

    private static String multicast(Prey prey) throws Exception {
        try (MulticastSocket socket = new MulticastSocket(0)) {
            socket.joinGroup(new InetSocketAddress("230.0.0.1", 0), null);
            return "joined";
        }
    }

    private static String unixListen(Prey prey) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            return server.bind(UnixDomainSocketAddress.of(prey.own("socket"))).toString();
        }
    }

    private static String reverse(Prey prey) throws Exception {
        byte[] address = {127, 0, 0, 1};
        String name = InetAddress.getByAddress(address).getCanonicalHostName();
        return name.equals("127.0.0.1") ? null : name;
    }

    private static Object hardware(Prey prey) throws Exception {
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (card.getHardwareAddress() != null) return card;
        }
        return null;
    }

    @SuppressWarnings("BanJNDI")
    private static Object jndi(Prey prey) throws Exception {
        Hashtable<String, Object> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put("java.naming.provider.url", "ldap://localhost:" + prey.port() + "/");
        return new javax.naming.InitialContext(environment).lookup("cn=x");
    }
}
