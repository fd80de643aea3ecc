package dev.pergola.guard;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a path leads: links and {@code ..} resolved as the operating system does, also where the end is not there yet or
 * the last link points to nothing. What is granted is granted for the file itself, by whatever name it is reached.
 */
final class RealPath {
    /** As many links as Linux follows. */
    private static final int MOST_LINKS = 40;

    private static final Path HOME = home();

    private RealPath() {}

    /** @param follow whether the operation follows a link in the last place */
    static String of(String path, boolean follow) {
        try {
            return resolve(FileSystems.getDefault().getPath(path).toAbsolutePath(), follow, MOST_LINKS)
                    .toString();
        } catch (InvalidPathException | SecurityException | IOException unclear) {
            // No grant of a folder covers a name that cannot be followed: it names itself alone.
            return new File("/dev/null/unresolved", path).getPath();
        }
    }

    /** What belongs to the JDK itself, or to nobody: reading it tells nothing that its methods do not tell. */
    static boolean isPublic(String real) {
        Path path = Path.of(real);
        if (path.startsWith(HOME)) return !path.startsWith(HOME.resolve("conf/management"));
        return real.equals("/dev/random") || real.equals("/dev/urandom") || real.equals("/dev/null");
    }

    private static Path resolve(Path path, boolean follow, int links) throws IOException {
        if (links == 0) throw new IOException("too many links");
        if (follow) {
            try {
                return path.toRealPath();
            } catch (IOException missing) {
                // Then step by step.
            }
        }
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (parent == null || name == null) return path;
        Path folder = resolve(parent, true, links);
        if (name.toString().equals(".")) return folder;
        if (name.toString().equals("..")) return upFrom(folder);
        Path file = folder.resolve(name);
        if (!follow || !Files.isSymbolicLink(file)) return file;
        return resolve(folder.resolve(Files.readSymbolicLink(file)), true, links - 1);
    }

    private static Path upFrom(Path folder) {
        Path parent = folder.getParent();
        return parent == null ? folder : parent;
    }

    private static Path home() {
        Path home = Path.of(System.getProperty("java.home"));
        try {
            return home.toRealPath();
        } catch (IOException asItIs) {
            return home;
        }
    }

    /** Text of a path that the JDK made; null for anything else, which the JDK's own file system does not take. */
    static @Nullable String text(@Nullable Object path) {
        if (path instanceof String) return (String) path;
        if (path instanceof Path && path.getClass() == HOME.getClass()) return path.toString();
        return null;
    }

    /** Of a file relative to a folder. */
    static @Nullable String text(@Nullable Object folder, @Nullable Object name) {
        String first = text(folder);
        String second = text(name);
        if (first == null || second == null) return null;
        return Path.of(first).resolve(second).toString();
    }

    /** Of a file relative to a folder that is open under a descriptor, or to none. */
    static @Nullable String at(int folder, @Nullable Object name) {
        String text = text(name);
        if (folder < 0 || text == null || text.startsWith("/")) return text;
        return "/proc/self/fd/".concat(Integer.toString(folder)).concat("/").concat(text);
    }

    /** Of what a link points to, which is relative to the folder that the link is in. */
    static @Nullable String beside(@Nullable Object link, @Nullable Object target) {
        String first = text(link);
        String second = text(target);
        return first == null || second == null
                ? null
                : Path.of(first).resolveSibling(second).toString();
    }
}
