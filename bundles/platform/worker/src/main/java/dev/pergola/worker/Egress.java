package dev.pergola.worker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has everything that connects go to the kernel's proxy: what asks for URLs by HTTP, and sockets by SOCKS, which takes names
 * that nobody in a box can look up. Stands in for Java's own choice of proxies, which leaves out this host; here there is
 * nobody else on it.
 */
final class Egress extends ProxySelector {
    private final List<Proxy> http;
    private final List<Proxy> socks;

    private Egress(InetSocketAddress proxy) {
        this.http = List.of(new Proxy(Proxy.Type.HTTP, proxy));
        this.socks = List.of(new Proxy(Proxy.Type.SOCKS, proxy));
    }

    /** Where there is such a way out, it is the one from now on; gives the address in this process that leads there. */
    static Optional<InetSocketAddress> open() throws IOException {
        @Nullable String socket = System.getProperty("pergola.egress");
        if (socket == null) return Optional.empty();
        InetSocketAddress proxy = Forwarder.start(Path.of(socket));
        ProxySelector.setDefault(new Egress(proxy));
        // For libraries that ask for these rather than for the above.
        String host = proxy.getAddress().getHostAddress();
        String port = Integer.toString(proxy.getPort());
        for (String protocol : List.of("http", "https")) {
            System.setProperty(protocol + ".proxyHost", host);
            System.setProperty(protocol + ".proxyPort", port);
        }
        System.setProperty("http.nonProxyHosts", "");
        System.setProperty("socksProxyHost", host);
        System.setProperty("socksProxyPort", port);
        System.setProperty("socksNonProxyHosts", "");
        return Optional.of(proxy);
    }

    @Override
    public List<Proxy> select(URI uri) {
        return "socket".equalsIgnoreCase(uri.getScheme()) ? socks : http;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException why) {
        // There is no other.
    }
}
