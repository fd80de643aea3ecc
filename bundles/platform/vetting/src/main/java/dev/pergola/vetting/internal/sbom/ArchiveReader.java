package dev.pergola.vetting.internal.sbom;

import dev.pergola.vetting.internal.licence.LicenceTexts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads what a jar is made of. Everything is bounded; a jar that goes beyond a bound is not read to the end but refused, so
 * that nothing can hide behind it. Jars inside of jars are copied to a temporary file first: read as a stream, they could
 * show other entries than those that would be used.
 */
public final class ArchiveReader {
    private static final int MOST_ENTRIES = 200_000;
    private static final int MOST_ARCHIVES = 1_000;
    private static final int DEEPEST = 5;
    private static final long MOST_NESTED_BYTES = 1L << 30;
    private static final int LARGEST_TEXT = 1 << 20;
    private static final int MOST_POMS = 2_000;
    private static final Pattern LICENSE =
            Pattern.compile("(META-INF/)?(LICEN[CS]E|COPYING)([._-][A-Za-z0-9.-]{1,20})?");

    private int archives;
    private long bytes;

    private ArchiveReader() {}

    /** Reads a jar. */
    public static Archive read(Path jar) throws IOException {
        MessageDigest sha1 = digest("SHA-1");
        MessageDigest sha256 = digest("SHA-256");
        try (InputStream in = Files.newInputStream(jar)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha1.update(buffer, 0, n);
                sha256.update(buffer, 0, n);
            }
        }
        return new ArchiveReader().read(jar, "", 0, hex(sha1), hex(sha256));
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private Archive read(Path file, String where, int depth, String sha1, String sha256) throws IOException {
        if (++archives > MOST_ARCHIVES) throw new IOException("it holds more than " + MOST_ARCHIVES + " jars");
        Content content = new Content();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_ENTRIES) throw new IOException("it has more than " + MOST_ENTRIES + " entries");
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                read(zip, entries.nextElement(), where, depth, content);
            }
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new IOException("its entries cannot be read", e);
        }
        return new Archive(
                where,
                content.headers,
                content.poms,
                content.folders,
                List.copyOf(content.licenses),
                sha1,
                sha256,
                content.nested);
    }

    private void read(ZipFile zip, ZipEntry entry, String where, int depth, Content content) throws IOException {
        String name = entry.getName();
        String lower = name.toLowerCase(Locale.ROOT);
        if (entry.isDirectory()) return;
        if (lower.endsWith(".class")) {
            content.folders.add(name.substring(0, name.lastIndexOf('/') + 1));
        } else if (lower.endsWith(".jar")) {
            content.nested.add(nested(zip, entry, where.isEmpty() ? name : where + "!/" + name, depth + 1));
        } else if (name.equalsIgnoreCase("META-INF/MANIFEST.MF")) {
            content.headers.putAll(headers(text(zip, entry)));
        } else if (name.startsWith("META-INF/maven/") && name.endsWith("/pom.properties")) {
            pom(text(zip, entry), content.poms);
        } else if (LICENSE.matcher(name).matches()) {
            LicenceTexts.recognize(new String(text(zip, entry), StandardCharsets.UTF_8))
                    .ifPresent(content.licenses::add);
        }
    }

    private Archive nested(ZipFile zip, ZipEntry entry, String where, int depth) throws IOException {
        if (depth > DEEPEST) throw new IOException("it holds jars in jars, more than " + DEEPEST + " deep: " + where);
        Path copy = Files.createTempFile("pergola-vetting", ".jar");
        try {
            MessageDigest sha1 = digest("SHA-1");
            MessageDigest sha256 = digest("SHA-256");
            try (InputStream in = zip.getInputStream(entry);
                    OutputStream file = Files.newOutputStream(copy);
                    OutputStream out = new DigestOutputStream(new DigestOutputStream(file, sha1), sha256)) {
                byte[] buffer = new byte[64 * 1024];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    bytes += n;
                    if (bytes > MOST_NESTED_BYTES) {
                        throw new IOException("the jars in it have more than " + MOST_NESTED_BYTES + " bytes");
                    }
                    out.write(buffer, 0, n);
                }
            }
            return read(copy, where, depth, hex(sha1), hex(sha256));
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static byte[] text(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] text = in.readNBytes(LARGEST_TEXT + 1);
            if (text.length > LARGEST_TEXT) {
                throw new IOException(entry.getName() + " has more than " + LARGEST_TEXT + " bytes");
            }
            return text;
        }
    }

    private static Map<String, String> headers(byte[] manifest) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        new Manifest(new ByteArrayInputStream(manifest))
                .getMainAttributes()
                .forEach((name, value) -> headers.put(name.toString(), value.toString()));
        return headers;
    }

    private static void pom(byte[] text, List<Coordinates> poms) throws IOException {
        if (poms.size() == MOST_POMS)
            throw new IOException("it says of more than " + MOST_POMS + " libraries that it is they");
        Properties properties = new Properties();
        try {
            properties.load(new ByteArrayInputStream(text));
        } catch (IllegalArgumentException e) {
            throw new IOException("one of its pom.properties cannot be read", e);
        }
        Coordinates coordinates = Coordinates.of(
                properties.getProperty("groupId", ""),
                properties.getProperty("artifactId", ""),
                properties.getProperty("version", ""));
        if (coordinates.isPlausible()) poms.add(coordinates);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }

    private static final class Content {
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final List<Coordinates> poms = new ArrayList<>();
        private final Set<String> folders = new LinkedHashSet<>();
        private final Set<String> licenses = new LinkedHashSet<>();
        private final List<Archive> nested = new ArrayList<>();
    }
}
