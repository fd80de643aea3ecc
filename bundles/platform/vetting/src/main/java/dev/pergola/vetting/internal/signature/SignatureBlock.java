package dev.pergola.vetting.internal.signature;

import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a signature block (PKCS #7) says of how it was made. The JDK verifies it; where it does so in the negative it keeps
 * its reasons to itself, and takes the jar as unsigned.
 */
final class SignatureBlock {
    /** MD2, MD5 and SHA-1, as object identifiers are encoded. */
    private static final Set<String> WEAK_DIGESTS = Set.of("2a864886f70d0202", "2a864886f70d0205", "2b0e03021a");

    /** The same with RSA, DSA and EC. */
    private static final Set<String> WEAK_SIGNATURES = Set.of(
            "2a864886f70d010102", "2a864886f70d010104", "2a864886f70d010105", "2a8648ce380403", "2a8648ce3d0401");

    private SignatureBlock() {}

    /**
     * Why it is too weak to be believed.
     *
     * @throws IllegalArgumentException where it is no signature block
     */
    static Optional<String> weakness(byte[] block) {
        List<Der> signers = signerInfos(block);
        if (signers.isEmpty()) throw new IllegalArgumentException("it holds no signature");
        for (Der signer : signers) {
            List<String> algorithms = algorithms(signer);
            if (algorithms.stream().anyMatch(a -> WEAK_DIGESTS.contains(a) || WEAK_SIGNATURES.contains(a))) {
                return Optional.of("it was made with MD5 or SHA-1");
            }
        }
        for (X509Certificate certificate : certificates(block)) {
            Optional<String> weakness = Strength.weakness(certificate.getPublicKey());
            if (weakness.isPresent()) return weakness;
        }
        return Optional.empty();
    }

    private static List<Der> signerInfos(byte[] block) {
        List<Der> contentInfo = Der.read(block).children();
        if (contentInfo.size() < 2 || contentInfo.get(1).tag() != Der.EXPLICIT_0) {
            throw new IllegalArgumentException("it is no PKCS #7 data");
        }
        List<Der> signedData = Der.read(contentInfo.get(1).content()).children();
        if (signedData.isEmpty()) throw new IllegalArgumentException("it is empty");
        Der last = signedData.get(signedData.size() - 1);
        if (last.tag() != Der.SET) throw new IllegalArgumentException("it has no signers");
        return last.children();
    }

    /** SignerInfo: version, whose, digest algorithm, [0] signed attributes, signature algorithm, signature, … */
    private static List<String> algorithms(Der signer) {
        List<String> algorithms = new ArrayList<>();
        List<Der> parts = signer.children();
        // The first two say who; of what follows, the sequences are the algorithms.
        for (Der part : parts.subList(Math.min(2, parts.size()), parts.size())) {
            if (part.tag() != Der.SEQUENCE) continue;
            List<Der> inside = part.children();
            if (!inside.isEmpty() && inside.get(0).tag() == Der.OID) {
                algorithms.add(inside.get(0).oid());
            }
        }
        return algorithms;
    }

    private static List<X509Certificate> certificates(byte[] block) {
        try {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(block));
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate one : all) {
                if (one instanceof X509Certificate certificate) certificates.add(certificate);
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("its certificates cannot be read", e);
        }
    }
}
