package dev.pergola.access.internal;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The form of tokens: {@code pgl_}, 32 random bytes in base 62, and a checksum of all that. The prefix and the checksum let
 * secret scanners tell a token in a repository or a log from anything else, and let us refuse what somebody made up
 * without asking the database.
 */
final class Secrets {
    static final String PREFIX = "pgl_";

    private static final int BYTES = 32;
    private static final int RANDOM = 43;
    private static final int CHECKSUM = 6;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9A-Za-z]{" + (RANDOM + CHECKSUM) + "}");

    private Secrets() {}

    /** A new one. */
    static String make(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String body = PREFIX + base62(new BigInteger(1, bytes), RANDOM);
        return body + checksum(body);
    }

    /** Whether it can be one of ours at all. */
    static boolean isWellFormed(String secret) {
        if (!FORM.matcher(secret).matches()) return false;
        int end = secret.length() - CHECKSUM;
        return checksum(secret.substring(0, end)).equals(secret.substring(end));
    }

    /**
     * What is kept of one. A plain SHA-256, and no slow hash with a salt as for passwords: nobody can guess 256 random bits,
     * however fast they try, and every request has to find its token by this.
     */
    static String hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM);
    }

    private static String base62(BigInteger number, int digits) {
        char[] text = new char[digits];
        BigInteger rest = number;
        BigInteger base = BigInteger.valueOf(DIGITS.length());
        for (int i = digits - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(base);
            text[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(text);
    }
}
