package dev.pergola.worker.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.spi.URLStreamHandlerProvider;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of what is in the jars of plugins, which are good as text as well: libraries pass them on as such. Made by Java, by its
 * name.
 */
public final class PluginUrls extends URLStreamHandlerProvider {
    static final String PROTOCOL = "plugin";

    /** Java has one place for such things, too; there are as many as the one plugin of this process has jars. */
    private static final List<PluginLoader> LOADERS = new CopyOnWriteArrayList<>();

    /** For Java. */
    public PluginUrls() {}

    /** Another for each loader. */
    static String hostOf(PluginLoader loader) {
        synchronized (LOADERS) {
            LOADERS.add(loader);
            return Integer.toString(LOADERS.size() - 1);
        }
    }

    @Override
    public @Nullable URLStreamHandler createURLStreamHandler(String protocol) {
        return protocol.equals(PROTOCOL) ? new Handler() : null;
    }

    private static PluginLoader loaderOf(URL url) throws IOException {
        try {
            return LOADERS.get(Integer.parseInt(url.getHost()));
        } catch (NumberFormatException | IndexOutOfBoundsException nobody) {
            throw new IOException("No plugin has " + url, nobody);
        }
    }

    /** Of such addresses. */
    static final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return new Content(url, loaderOf(url));
        }

        /** Nobody's name, which nobody is to be asked about. */
        @Override
        protected @Nullable InetAddress getHostAddress(URL url) {
            return null;
        }
    }

    private static final class Content extends URLConnection {
        private final PluginLoader loader;
        private byte @Nullable [] content;

        Content(URL url, PluginLoader loader) {
            super(url);
            this.loader = loader;
        }

        @Override
        public void connect() throws IOException {
            if (connected) return;
            content = loader.read(url.getPath().replaceFirst("^/", ""));
            if (content == null) throw new IOException("There is no " + url.getPath() + " in " + loader.location());
            connected = true;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            connect();
            return new ByteArrayInputStream(content == null ? new byte[0] : content);
        }

        @Override
        public long getContentLengthLong() {
            try {
                connect();
            } catch (IOException none) {
                return -1;
            }
            return content == null ? -1 : content.length;
        }
    }
}
