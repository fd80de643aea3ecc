package dev.pergola.lifecycle.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where jars came from, as it is noted: a path, a URL, or a label such as {@code upload:a.jar}. */
final class Sources {
    private static final String UPLOAD = "upload:";

    private Sources() {}

    /** The path, where it is one. */
    static Optional<Path> path(String source) {
        return source.isEmpty() || source.contains("://") || isUpload(source)
                ? Optional.empty()
                : Optional.of(Path.of(source));
    }

    /** Whether there is nothing any more, or never was, that could be looked at again. */
    static boolean gone(String source) {
        return path(source).filter(Files::exists).isEmpty();
    }

    /** Whether it was uploaded: two uploads of one name have nothing to do with each other. */
    static boolean isUpload(String source) {
        return source.startsWith(UPLOAD);
    }

    /** A URL without the name and password that may stand in it. */
    static String of(URI uri) {
        if (uri.getRawUserInfo() == null) return uri.toString();
        try {
            return new URI(
                            uri.getScheme(),
                            null,
                            uri.getHost(),
                            uri.getPort(),
                            uri.getPath(),
                            uri.getQuery(),
                            uri.getFragment())
                    .toString();
        } catch (URISyntaxException e) {
            return uri.getScheme() + "://" + uri.getHost() + "/";
        }
    }
}
