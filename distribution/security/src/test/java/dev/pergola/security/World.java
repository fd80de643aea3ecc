package dev.pergola.security;

import dev.pergola.security.attack.Prey;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.KeyStore;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What is around the platform, and none of a plugin's business: files, a server, a socket, another process. */
final class World implements AutoCloseable {
    private static final int VICTIMS = 7;

    private final Path outside;
    private final Path sockets;
    private final Server server;
    private final ServerSocketChannel unix;
    private final Registrar registrar;
    private final Process bystander;

    World(Path folder) throws IOException {
        outside = Files.createDirectories(folder.resolve("outside"));
        sockets = Files.createTempDirectory("pergola");
        server = new Server();
        unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        unix.bind(UnixDomainSocketAddress.of(socket()));
        registrar = new Registrar();
        bystander = new ProcessBuilder("sleep", "900").start();
    }

    Path outside() {
        return outside;
    }

    Path socket() {
        return sockets.resolve("s");
    }

    int port() {
        return server.port();
    }

    int registrar() {
        return registrar.port();
    }

    long bystander() {
        return bystander.pid();
    }

    /** Puts everything back as it was, for a plugin to look at. */
    void reset(String plugin) {
        try {
            clear(outside);
            Files.writeString(outside.resolve("secret.txt"), Prey.SECRET);
            Files.writeString(outside.resolve("plain.xml"), "<a>" + Prey.SECRET + "</a>");
            Files.writeString(outside.resolve("with-default.dtd"), "<!ENTITY secret \"" + Prey.SECRET + "\">");
            Files.writeString(
                    outside.resolve("types.xsd"),
                    "<x:schema xmlns:x=\"http://www.w3.org/2001/XMLSchema\"><x:simpleType name=\"There\">"
                            + "<x:restriction base=\"x:string\"/></x:simpleType></x:schema>");
            zip(outside.resolve("archive.zip"));
            javax.imageio.ImageIO.write(
                    new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB),
                    "png",
                    outside.resolve("image.png").toFile());
            keys(outside.resolve("keys.p12"));
            Files.writeString(outside.resolve(plugin + "-victim"), Prey.SECRET);
            for (int i = 2; i <= VICTIMS; i++) {
                Files.writeString(outside.resolve(plugin + "-victim-" + i), Prey.SECRET);
            }
        } catch (Exception e) {
            throw new IllegalStateException("The world could not be made", e);
        }
    }

    /** Puts into a plugin's own folder what somebody careless may have left there. */
    void plant(Path own, String plugin) {
        try {
            Files.createDirectories(own);
            Files.createSymbolicLink(own.resolve("link"), outside.resolve("secret.txt"));
            Files.createSymbolicLink(own.resolve("folder-link"), outside);
            Files.createSymbolicLink(own.resolve("write-link"), outside.resolve(plugin + "-linked"));
            Files.copy(library(), own.resolve("evil.so"));
            Path script = Files.writeString(own.resolve("script"), "#!/bin/sh\ntouch " + outside.resolve("script-ran"));
            if (!script.toFile().setExecutable(true)) throw new IOException("The script is no program");
            Path namesake = Files.createDirectories(own.resolveSibling(plugin + "-namesake"));
            Files.writeString(namesake.resolve("kept.txt"), Prey.SECRET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Native code that can be loaded. */
    private static Path library() throws IOException {
        Path java = Path.of(System.getProperty("java.home"));
        try (Stream<Path> files = Files.walk(java.resolve("lib"))) {
            return files.filter(file -> file.endsWith(System.mapLibraryName("prefs")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("There is no library in " + java));
        }
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) Files.delete(file);
            }
        }
    }

    private static void zip(Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("entry.txt"));
            zip.write(Prey.SECRET.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    private static void keys(Path file) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        try (OutputStream out = Files.newOutputStream(file)) {
            keys.store(out, "changeit".toCharArray());
        }
    }

    /** All that an attack could change, to be compared with what it was. */
    Map<String, String> seen() {
        Map<String, String> seen = new TreeMap<>();
        try (Stream<Path> files = Files.walk(outside)) {
            for (Path file : files.filter(file -> !file.equals(outside)).toList()) {
                seen.put(outside.relativize(file).toString(), described(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        seen.put("(connections)", "" + server.connections());
        seen.put("(datagrams)", "" + server.datagrams());
        seen.put("(registrar)", "" + registrar.connections());
        seen.put("(another process)", bystander.isAlive() ? "alive" : "dead");
        return seen;
    }

    private static String described(Path file) throws IOException {
        PosixFileAttributes now = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (now.isDirectory()) return "folder";
        return now.size() + " bytes, " + now.lastModifiedTime() + ", " + now.permissions() + ", "
                + java.util.Arrays.hashCode(Files.readAllBytes(file));
    }

    @Override
    public void close() {
        try {
            server.close();
            registrar.close();
            unix.close();
            bystander.destroyForcibly();
            clear(sockets);
            Files.delete(sockets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
