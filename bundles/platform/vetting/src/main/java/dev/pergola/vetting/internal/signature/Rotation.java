package dev.pergola.vetting.internal.signature;

import dev.pergola.vetting.VettingException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement by which an old key introduces a new one:
 *
 * <pre>
 * pergola-key-rotation: 1
 * old: (fingerprint of the old key)
 * new: (new public key as X.509 encodes it, in Base64, on one line)
 * signature: (by the old key, in Base64, over the three lines above, each with its newline)
 * </pre>
 */
record Rotation(String old, PublicMaterial introduced, byte[] content, byte[] signature) {
    private static final int LARGEST = 32 * 1024;
    private static final Pattern FORM = Pattern.compile("(pergola-key-rotation: 1\\nold: ([0-9a-f]{64})\\n"
            + "new: ([A-Za-z0-9+/=]{1,8192})\\n)signature: ([A-Za-z0-9+/=]{1,8192})\\n?");

    static Rotation parse(String statement) {
        String text = statement.replace("\r\n", "\n");
        Matcher parts = FORM.matcher(text);
        if (text.length() > LARGEST || !parts.matches()) {
            throw new VettingException(
                    "invalid-rotation",
                    "This is no statement of a key rotation",
                    "It has four lines: pergola-key-rotation: 1, old, new and signature; see the guide on signing");
        }
        try {
            return new Rotation(
                    parts.group(2),
                    PublicMaterial.ofKey(Base64.getDecoder().decode(parts.group(3))),
                    parts.group(1).getBytes(StandardCharsets.US_ASCII),
                    Base64.getDecoder().decode(parts.group(4)));
        } catch (IllegalArgumentException e) {
            throw new VettingException(
                    "invalid-rotation",
                    "The statement of a key rotation cannot be read: " + e.getMessage(),
                    "Write both the key and the signature in Base64, each on one line");
        }
    }

    boolean isSignedBy(PublicKey key) {
        return KeySignatures.verify(key, content, signature);
    }
}
