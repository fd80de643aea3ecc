package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archives as they are downloaded (R12): the same content in both, executable, and the same from every build. */
class ArchiveIT {
    private static final Path TAR = Path.of(System.getProperty("pergola.archive"));
    private static final Path ZIP =
            TAR.resolveSibling(TAR.getFileName().toString().replace(".tar.gz", ".zip"));

    @TempDir
    static Path folder;

    private static Path fromTar;
    private static Path fromZip;

    @BeforeAll
    static void unpack() throws Exception {
        Path tar = Files.createDirectories(folder.resolve("tar"));
        assertThat(new ProcessBuilder("tar", "-xzf", TAR.toString(), "-C", tar.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        fromTar = only(tar);
        fromZip = only(unzip(Files.createDirectories(folder.resolve("zip"))));
    }

    @Test
    void bothHoldTheSame() throws Exception {
        assertThat(fromZip.getFileName()).isEqualTo(fromTar.getFileName());
        assertThat(digests(fromZip)).isEqualTo(digests(fromTar)).containsKey("bin/pergola");
    }

    @Test
    void theCommandIsExecutableInBothAndRunsFromBoth() throws Exception {
        for (Path home : List.of(fromTar, fromZip)) {
            Path command = home.resolve("bin/pergola");
            assertThat(command).isExecutable();
            Process process = new ProcessBuilder(command.toString(), "version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output).containsIgnoringCase("pergola").contains("1.0.0");
        }
    }

    /** Nobody is to drop it in by mistake. */
    @Test
    void theHostileSetDoesNotComeAlong() throws Exception {
        assertThat(digests(fromTar).keySet())
                .anyMatch(name -> name.startsWith("samples/wordcount-"))
                .noneMatch(name -> name.contains("hostile"));
    }

    /** Two builds of one commit give the same bytes only if nothing in a jar says when, where and by what it was built. */
    @Test
    void nothingInOurJarsTellsWhenOrWhereTheyWereBuilt() throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.walk(fromTar)) {
            jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> file.getFileName().toString().startsWith("dev.pergola.")
                            || file.getParent().endsWith("samples"))
                    .toList();
        }
        assertThat(jars).hasSizeGreaterThan(15);
        Set<LocalDateTime> times = new HashSet<>();
        for (Path path : jars) {
            try (JarFile jar = new JarFile(path.toFile())) {
                jar.stream().map(ZipEntry::getTimeLocal).forEach(times::add);
                assertThat(jar.getManifest().getMainAttributes().keySet().stream()
                                .map(Object::toString)
                                .toList())
                        .as(path.getFileName().toString())
                        .doesNotContain(
                                "Bnd-LastModified", "Built-By", "Created-By", "Build-Jdk", "Build-Jdk-Spec", "Tool");
                assertThat(jar.stream().map(ZipEntry::getName).toList())
                        .as(path.getFileName().toString())
                        .noneMatch(name -> name.endsWith("pom.properties"));
            }
        }
        assertThat(times).as("one time, which the build sets").hasSize(1);
    }

    private static Path unzip(Path target) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(ZIP, Map.of("enablePosixFileAttributes", true));
                Stream<Path> entries = Files.walk(zip.getPath("/"))) {
            for (Path entry : entries.toList()) {
                Path file = target.resolve(entry.toString().substring(1));
                if (Files.isDirectory(entry)) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.copy(entry, file);
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(entry);
                Files.setPosixFilePermissions(file, permissions);
            }
        }
        return target;
    }

    private static Path only(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> all = entries.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    /** What is in the files of the archive; what a run adds, the archive of classes, is not of it. */
    private static Map<String, String> digests(Path home) throws Exception {
        Map<String, String> result = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = home.relativize(file).toString();
                if (name.startsWith("lib/archive")) continue;
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                result.put(name, HexFormat.of().formatHex(digest));
            }
        }
        return result;
    }
}
