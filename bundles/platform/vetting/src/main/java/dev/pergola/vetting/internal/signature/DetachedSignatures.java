package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.vetting.internal.policy.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies beside a jar: {@code <file>.sha256}, which begins with the digest in hexadecimal as {@code sha256sum} writes
 * it; and {@code <file>.sig}, with two lines, {@code key-id:} and the fingerprint of an Ed25519 key, {@code signature:} and
 * its signature in Base64 over the 32 bytes of the jar's SHA-256.
 */
final class DetachedSignatures {
    private static final int LARGEST = 64 * 1024;
    private static final Pattern CHECKSUM = Pattern.compile("\\s*([0-9a-fA-F]{64})(\\s.*)?", Pattern.DOTALL);
    private static final Pattern SIGNATURE =
            Pattern.compile("\\s*key-id:\\s*([0-9a-f]{64})\\s+signature:\\s*([A-Za-z0-9+/]{86}==)\\s*");

    private final KnownKeys keys;

    DetachedSignatures(KnownKeys keys) {
        this.keys = keys;
    }

    /**
     * What came of it.
     *
     * @param findings what is wrong, or worth to be known
     * @param signer whose good signature it is; empty where there is none
     */
    record Outcome(List<Finding> findings, Optional<Signer> signer) {}

    Outcome verify(String source, byte[] digest) throws IOException {
        Optional<Path> file = file(source);
        if (file.isEmpty()) return new Outcome(List.of(), Optional.empty());
        List<Finding> findings = new ArrayList<>();
        Optional<String> checksum = beside(file.get(), ".sha256");
        checksum.flatMap(text -> checksum(text, digest)).ifPresent(findings::add);
        Optional<String> signature = beside(file.get(), ".sig");
        if (signature.isEmpty()) return new Outcome(findings, Optional.empty());
        return signature(signature.get(), digest, findings);
    }

    /** What came from elsewhere than a file has nothing beside it; nobody asks the network for it. */
    private static Optional<Path> file(String source) {
        try {
            Path path = Path.of(source);
            return path.isAbsolute() ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> beside(Path file, String suffix) throws IOException {
        Path name = file.getFileName();
        if (name == null) return Optional.empty();
        Path beside = file.resolveSibling(name + suffix);
        if (!Files.isRegularFile(beside)) return Optional.empty();
        try (InputStream in = Files.newInputStream(beside)) {
            return Optional.of(new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8));
        }
    }

    private static Optional<Finding> checksum(String text, byte[] digest) {
        Matcher parts = CHECKSUM.matcher(text);
        if (!parts.matches()) {
            return Optional.of(
                    SignatureRule.CHECKSUM.found("The .sha256 file beside the jar holds no SHA-256 checksum"));
        }
        String expected = parts.group(1).toLowerCase(Locale.ROOT);
        String actual = HexFormat.of().formatHex(digest);
        if (expected.equals(actual)) return Optional.empty();
        return Optional.of(SignatureRule.CHECKSUM.found(
                "The jar is not the one that the checksum beside it is of",
                Evidence.in("", "the checksum is " + expected + ", the jar's is " + actual)));
    }

    private Outcome signature(String text, byte[] digest, List<Finding> findings) {
        Matcher parts = SIGNATURE.matcher(text);
        if (!parts.matches()) {
            findings.add(SignatureRule.MALFORMED.found(
                    "The .sig file beside the jar is not of the form 'key-id: …' and 'signature: …'"));
            return new Outcome(findings, Optional.empty());
        }
        String fingerprint = parts.group(1);
        Evidence which = Evidence.in("", "key " + fingerprint);
        Optional<KnownKey> known = keys.find(fingerprint);
        keys.revocation(fingerprint).map(Chains::revoked).ifPresent(findings::add);
        if (known.isEmpty()) {
            findings.add(SignatureRule.UNKNOWN_PUBLISHER.found(
                    "The signature beside the jar is by a key that this site does not know, so it says nothing",
                    which));
            return new Outcome(findings, Optional.empty());
        }
        KnownKey key = known.get();
        byte[] signature = Base64.getDecoder().decode(parts.group(2));
        if (!isEd25519(key) || !KeySignatures.verify(key.key(), digest, signature)) {
            findings.add(SignatureRule.TAMPERED.found(
                    "The signature beside the jar is not by " + key.name() + " over this jar", which));
            return new Outcome(findings, Optional.empty());
        }
        return new Outcome(findings, Optional.of(new Signer(fingerprint, key.name(), known)));
    }

    private static boolean isEd25519(KnownKey key) {
        return key.key().getAlgorithm().equals("EdDSA")
                || key.key().getAlgorithm().equals("Ed25519");
    }
}
