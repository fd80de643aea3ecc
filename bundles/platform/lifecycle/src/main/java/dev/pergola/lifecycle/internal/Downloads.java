package dev.pergola.lifecycle.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Fetches jars from http and https URLs: only by the schemes that the operator allows, and never for longer than is
 * allowed, however slowly the other side sends.
 */
final class Downloads {
    private static final int REDIRECTS = 5;
    private static final int CONNECT_MILLIS = 10_000;

    private final List<String> schemes;
    private final Duration timeout;

    Downloads(List<String> schemes, Duration timeout) {
        this.schemes = schemes;
        this.timeout = timeout;
    }

    /** Refuses a URL whose scheme is not among those allowed. */
    void check(URI uri) {
        String scheme = scheme(uri);
        if (List.of("http", "https", "file").contains(scheme) && schemes.contains(scheme)) return;
        throw new RefusedException(
                "url-scheme",
                "Jars are not taken from " + (scheme.isEmpty() ? "a URL without a scheme" : scheme + " URLs")
                        + "; allowed are: " + String.join(", ", schemes),
                "Upload the jar or give its path, or allow the scheme with lifecycle.url-schemes");
    }

    /** Opens a URL, and whatever it redirects to. */
    InputStream open(URI uri) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        URI at = uri;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            check(at);
            URLConnection connection = at.toURL().openConnection();
            int left = left(deadline);
            connection.setConnectTimeout(Math.min(CONNECT_MILLIS, left));
            connection.setReadTimeout(left);
            if (!(connection instanceof HttpURLConnection http)) throw new IOException("it is no http URL");
            http.setInstanceFollowRedirects(false);
            int status = within(http::getResponseCode);
            if (status / 100 == 2) return new Bounded(connection, deadline);
            String location = http.getHeaderField("Location");
            http.disconnect();
            if (status / 100 != 3 || location == null) throw new IOException("the server answers " + status);
            at = at.resolve(location);
        }
        throw new IOException("it redirects more than " + REDIRECTS + " times");
    }

    private int left(long deadline) throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) throw tooSlow();
        return (int) Math.min(Integer.MAX_VALUE, millis);
    }

    private IOException tooSlow() {
        return new IOException("it took longer than " + timeout.toMillis() + " ms (lifecycle.download-timeout)");
    }

    /** Something that waits for the server. */
    private interface Wait {
        int end() throws IOException;
    }

    private int within(Wait wait) throws IOException {
        try {
            return wait.end();
        } catch (SocketTimeoutException e) {
            throw tooSlow();
        }
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /** Looks at the clock before each read, which by itself is bounded too. */
    private final class Bounded extends FilterInputStream {
        private final URLConnection connection;
        private final long deadline;

        Bounded(URLConnection connection, long deadline) throws IOException {
            super(connection.getInputStream());
            this.connection = connection;
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            connection.setReadTimeout(left(deadline));
            return within(super::read);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            connection.setReadTimeout(left(deadline));
            return within(() -> super.read(bytes, offset, length));
        }
    }
}
