package dev.pergola.api;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as a value among other data: an image, a file, a key. They cross to and from a sandbox as they are; as JSON, which
 * has no such thing, they are text in Base64 (RFC 4648, section 4). Immutable, and equal where the bytes are.
 */
public final class Bytes {
    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of bytes. */
    public static Bytes of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /**
     * Bytes that somebody gave as data: as they are, or as text in Base64, which is all that whoever sends JSON can do.
     *
     * @throws InvalidInputException where it is neither
     */
    public static Bytes from(@Nullable Object value) {
        if (value instanceof Bytes already) return already;
        if (!(value instanceof String text)) throw new InvalidInputException("Bytes are given as text in Base64");
        try {
            return new Bytes(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("Bytes are given as text in Base64: " + e.getMessage());
        }
    }

    /** How many there are. */
    public int length() {
        return bytes.length;
    }

    /** A copy. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** To read them, without a copy of all of them. */
    public InputStream open() {
        return new Reading(bytes);
    }

    /** As text, in Base64. */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Says how many, and not which: they may be many, or a secret. */
    @Override
    public String toString() {
        return "bytes[" + bytes.length + "]";
    }

    /** Java's own would hand the bytes themselves to whoever has them transferred, to change them. */
    private static final class Reading extends InputStream {
        private final byte[] bytes;
        private int next;

        Reading(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return next < bytes.length ? bytes[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, to.length);
            if (length == 0) return 0;
            if (next == bytes.length) return -1;
            int count = Math.min(length, bytes.length - next);
            System.arraycopy(bytes, next, to, offset, count);
            next += count;
            return count;
        }

        @Override
        public int available() {
            return bytes.length - next;
        }
    }
}
