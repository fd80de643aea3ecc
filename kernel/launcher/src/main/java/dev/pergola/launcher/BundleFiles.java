package dev.pergola.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the bundles that the configuration lists. */
final class BundleFiles {
    private BundleFiles() {}

    /**
     * The files that the patterns match, each once, in the order of the patterns and within one by name.
     *
     * @param home what relative patterns start at
     * @param patterns paths whose file names may hold {@code *} and {@code ?}
     * @param excluded file names to leave out
     */
    static List<Path> find(Path home, List<String> patterns, List<String> excluded) {
        Set<Path> found = new LinkedHashSet<>();
        for (String pattern : patterns) {
            Path path = home.resolve(pattern.replace('\\', '/')).normalize();
            List<Path> matches = matches(path);
            if (matches.isEmpty())
                throw new LauncherException(
                        ExitCode.START_FAILED,
                        "kernel.bundles: no file matches " + path
                                + "; check the installation, or the key in etc/pergola.yaml");
            found.addAll(matches);
        }
        found.removeIf(file -> matchesAny(file, excluded));
        return List.copyOf(found);
    }

    /** Whether the file's name fits one of the patterns. */
    static boolean matchesAny(Path file, List<String> patterns) {
        Path name = file.getFileName();
        return patterns.stream().anyMatch(pattern -> glob(pattern).matches(name));
    }

    private static List<Path> matches(Path path) {
        Path folder = path.getParent();
        Path name = path.getFileName();
        if (folder == null || name == null || !Files.isDirectory(folder)) return List.of();
        PathMatcher glob = glob(name.toString());
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> glob.matches(entry.getFileName()) && Files.isRegularFile(entry))) {
            entries.forEach(files::add);
        } catch (IOException unreadable) {
            throw new LauncherException(ExitCode.START_FAILED, "Cannot read the folder " + folder, unreadable);
        }
        files.sort(null);
        return files;
    }

    private static PathMatcher glob(String pattern) {
        // Only * and ? are ours: what else the file system's globs know is taken as it is.
        String escaped = pattern.replaceAll("([\\\\\\[\\]{}])", "\\\\$1");
        return FileSystems.getDefault().getPathMatcher("glob:" + escaped);
    }
}
