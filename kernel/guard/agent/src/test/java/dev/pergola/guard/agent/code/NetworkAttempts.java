package dev.pergola.guard.agent.code;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** The network, as far as the loopback address. The host listens there. */
@SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue", "removal", "deprecation", "unused"})
final class NetworkAttempts {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private NetworkAttempts() {}

    static void add(Attempts to) {
        InetSocketAddress open = new InetSocketAddress(LOOPBACK, dev.pergola.guard.agent.Host.port());
        clients(to, open);
        servers(to);
        names(to);
        defaults(to);
    }

    private static void clients(Attempts to, InetSocketAddress open) {
        to.add("new Socket", () -> new Socket(LOOPBACK, open.getPort()).close());
        to.add("Socket.connect", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(open, 1000);
            }
        });
        to.add("Socket.connect through a proxy", () -> {
            try (Socket socket = new Socket(java.net.Proxy.NO_PROXY)) {
                socket.connect(open, 1000);
            }
        });
        to.add("SocketChannel.open", () -> SocketChannel.open(open).close());
        to.add("SocketChannel.connect through its socket", () -> {
            try (SocketChannel channel = SocketChannel.open()) {
                channel.socket().connect(open, 1000);
            }
        });
        to.add("AsynchronousSocketChannel.connect", () -> {
            try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
                channel.connect(open).get();
            }
        });
        to.addFailing(
                "SocketChannel.open of a Unix domain",
                java.net.SocketException.class,
                () -> SocketChannel.open(UnixDomainSocketAddress.of("/nonexistent-pergola/socket"))
                        .close());
        to.add("DatagramSocket.send", () -> {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.send(new DatagramPacket(new byte[1], 1, LOOPBACK, 9));
            }
        });
        to.add("DatagramChannel.send", () -> {
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.send(ByteBuffer.allocate(1), new InetSocketAddress(LOOPBACK, 9));
            }
        });
        to.add("DatagramSocket.connect", () -> {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.connect(LOOPBACK, 9);
            }
        });
        to.add("URLConnection", () -> {
            URL url = new URL("http://127.0.0.1:" + open.getPort() + "/");
            url.openConnection(java.net.Proxy.NO_PROXY).getInputStream().close();
        });
        to.add("HttpClient.send", () -> {
            URI uri = URI.create("http://127.0.0.1:" + open.getPort() + "/");
            HttpClient client = HttpClient.newHttpClient();
            client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
        });
        to.add("HttpClient.sendAsync", () -> {
            URI uri = URI.create("http://127.0.0.1:" + open.getPort() + "/");
            HttpClient client = HttpClient.newHttpClient();
            client.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .get();
        });
    }

    private static void servers(Attempts to) {
        to.add("new ServerSocket", () -> new ServerSocket(0, 1, LOOPBACK).close());
        to.add(
                "ServerSocketChannel.bind",
                () -> ServerSocketChannel.open()
                        .bind(new InetSocketAddress(LOOPBACK, 0))
                        .close());
        to.add(
                "ServerSocketChannel.bind anywhere",
                () -> ServerSocketChannel.open().bind(null).close());
        to.add(
                "AsynchronousServerSocketChannel.bind",
                () -> AsynchronousServerSocketChannel.open()
                        .bind(new InetSocketAddress(LOOPBACK, 0))
                        .close());
        to.add("new DatagramSocket(int)", () -> new DatagramSocket(0, LOOPBACK).close());
        to.addFailing("MulticastSocket.joinGroup", java.io.IOException.class, () -> {
            try (MulticastSocket socket = new MulticastSocket(null)) {
                socket.joinGroup(new InetSocketAddress("224.0.0.251", 0), null);
            }
        });
    }

    private static void names(Attempts to) {
        to.add("InetAddress.getByName", () -> InetAddress.getByName("localhost"));
        to.add("InetAddress.getAllByName", () -> InetAddress.getAllByName("localhost"));
        to.add("InetAddress.getLocalHost", InetAddress::getLocalHost);
        to.add(
                "InetAddress.getHostName",
                () -> InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName());
        to.add(
                "InetAddress.getCanonicalHostName",
                () -> InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getCanonicalHostName());
        to.add("InetAddress.isReachable", () -> LOOPBACK.isReachable(10));
        to.add("NetworkInterface.getNetworkInterfaces", NetworkInterface::getNetworkInterfaces);
        to.add("NetworkInterface.networkInterfaces", NetworkInterface::networkInterfaces);
        to.add("NetworkInterface.getByName", () -> NetworkInterface.getByName("lo"));
        to.add("NetworkInterface.getByIndex", () -> NetworkInterface.getByIndex(1));
        to.add("NetworkInterface.getByInetAddress", () -> NetworkInterface.getByInetAddress(LOOPBACK));
    }

    private static void defaults(Attempts to) {
        to.add("Authenticator.setDefault", () -> Authenticator.setDefault(null));
        to.add("CookieHandler.setDefault", () -> CookieHandler.setDefault(null));
        to.add("ResponseCache.setDefault", () -> ResponseCache.setDefault(null));
        to.add("ProxySelector.setDefault", () -> ProxySelector.setDefault(ProxySelector.getDefault()));
        to.add("HttpURLConnection.setFollowRedirects", () -> HttpURLConnection.setFollowRedirects(true));
        to.add(
                "HttpsURLConnection.setDefaultHostnameVerifier",
                () -> HttpsURLConnection.setDefaultHostnameVerifier(HttpsURLConnection.getDefaultHostnameVerifier()));
        to.add(
                "HttpsURLConnection.setDefaultSSLSocketFactory",
                () -> HttpsURLConnection.setDefaultSSLSocketFactory(HttpsURLConnection.getDefaultSSLSocketFactory()));
        to.add("SSLContext.setDefault", () -> SSLContext.setDefault(SSLContext.getDefault()));
        to.add("URLConnection.setDefaultUseCaches", () -> URLConnection.setDefaultUseCaches("jar", true));
        to.add("URLConnection.setFileNameMap", () -> URLConnection.setFileNameMap(URLConnection.getFileNameMap()));
        to.addFailing("URL.setURLStreamHandlerFactory", Error.class, () -> {
            URL.setURLStreamHandlerFactory(protocol -> null);
            URL.setURLStreamHandlerFactory(null);
        });
    }
}
