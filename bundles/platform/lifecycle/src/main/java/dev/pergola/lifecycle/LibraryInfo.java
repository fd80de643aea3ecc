package dev.pergola.lifecycle;

import java.util.List;

/**
 * A shared library: a plain bundle from a plugin directory.
 *
 * @param symbolicName symbolic name
 * @param version version
 * @param digest SHA-256 of the jar
 * @param source path or URL that it came from
 * @param bundleId its bundle
 * @param users ids of the plugins that import from it
 */
public record LibraryInfo(
        String symbolicName, String version, String digest, String source, long bundleId, List<String> users) {
    /** Copies. */
    public LibraryInfo {
        users = List.copyOf(users);
    }
}
