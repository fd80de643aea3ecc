package dev.pergola.vetting.internal.signature;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** The names that keys, certificates and files go by: SHA-256 in lower-case hexadecimal. */
final class Fingerprints {
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    private Fingerprints() {}

    static boolean isOne(String text) {
        return FINGERPRINT.matcher(text).matches();
    }

    /** Of a key, as X.509 encodes it. */
    static String of(PublicKey key) {
        return HexFormat.of().formatHex(sha256().digest(key.getEncoded()));
    }

    /** What stands for one certificate in a revocation list. */
    static String of(X500Principal issuer, BigInteger serial) {
        MessageDigest digest = sha256();
        digest.update(issuer.getEncoded());
        return HexFormat.of().formatHex(digest.digest(serial.toByteArray()));
    }

    static String of(X509Certificate certificate) {
        return of(certificate.getIssuerX500Principal(), certificate.getSerialNumber());
    }

    /** Of the bytes of a file. */
    static byte[] digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) digest.update(buffer, 0, n);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
