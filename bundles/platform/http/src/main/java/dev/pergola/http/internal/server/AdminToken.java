package dev.pergola.http.internal.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first token: made at the first start, kept in a file that only its owner can read. Whoever can read the file is
 * the administrator; deleting it makes a new one at the next start. Its hash is all that stays in memory.
 */
final class AdminToken {
    static final String FILE = "admin.token";
    private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);
    private static final String PREFIX = "pgl_admin_";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 43;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9A-Za-z]{32,128}");
    private static final int LARGEST_FILE = 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final byte[] hash;

    private AdminToken(String token) {
        this.hash = sha256(token);
    }

    /**
     * Reads the token of a data directory, or makes it.
     *
     * @throws IOException where it cannot be read or written, or the file holds something else
     */
    static AdminToken in(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) create(file);
        return new AdminToken(read(file));
    }

    /** Whether this is the token; takes as long for a wrong one as for the right one. */
    boolean matches(String token) {
        return MessageDigest.isEqual(hash, sha256(token));
    }

    private static void create(Path file) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().normalize().getParent());
        Path draft = folder.resolve(FILE + "." + UUID.randomUUID());
        try {
            write(draft, generate() + "\n");
            // A hard link, unlike a move, never replaces a token that somebody else made in the meantime.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("Another process made {} first", file);
        } catch (UnsupportedOperationException e) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void write(Path draft, String content) throws IOException {
        FileAttribute<?>[] attributes = isPosix(draft)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(draft, options, attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) channel.write(bytes);
        }
    }

    private static String read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST_FILE) {
            throw unusable(file);
        }
        if (isPosix(file) && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            LOG.warn(
                    "{} could be read by others than its owner; that has been put right. "
                            + "Delete it and restart if somebody may have seen it",
                    file);
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        String token = Files.readString(file, StandardCharsets.ISO_8859_1).trim();
        if (!FORM.matcher(token).matches()) throw unusable(file);
        return token;
    }

    private static IOException unusable(Path file) {
        return new IOException(
                file + " does not hold a token of this platform: delete it, and the next start makes a " + "new one");
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String generate() {
        SecureRandom random = new SecureRandom();
        StringBuilder token = new StringBuilder(PREFIX);
        for (int i = 0; i < LENGTH; i++) token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return token.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
