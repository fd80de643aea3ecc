package dev.pergola.vetting.internal.signature;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is too weak to prove anything, whatever the JDK that runs us still lets through. */
final class Strength {
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 256;
    private static final Pattern WEAK_DIGEST = Pattern.compile("MD2|MD4|MD5|SHA-?1(?!\\d)");

    private Strength() {}

    /** Why a key is too weak. */
    static Optional<String> weakness(PublicKey key) {
        if (key instanceof RSAKey rsa) return tooShort("RSA", rsa.getModulus().bitLength(), RSA_BITS);
        if (key instanceof DSAKey dsa) {
            return tooShort(
                    "DSA", dsa.getParams() == null ? 0 : dsa.getParams().getP().bitLength(), RSA_BITS);
        }
        if (key instanceof ECKey ec) {
            return tooShort("EC", ec.getParams().getOrder().bitLength(), EC_BITS);
        }
        return Optional.empty();
    }

    private static Optional<String> tooShort(String kind, int bits, int least) {
        if (bits >= least) return Optional.empty();
        return Optional.of("its " + kind + " key has " + bits + " bits, and " + least + " are needed");
    }

    /** Why a certificate that somebody else signed proves nothing. */
    static Optional<String> weakness(X509Certificate certificate) {
        if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) return Optional.empty();
        if (!isWeakDigest(certificate.getSigAlgName())) return Optional.empty();
        return Optional.of("the certificate of " + Names.subject(certificate) + " was made with "
                + Names.clean(certificate.getSigAlgName()));
    }

    /** Whether the name of a digest or signature algorithm holds one that is broken. */
    static boolean isWeakDigest(String algorithm) {
        return WEAK_DIGEST.matcher(algorithm.toUpperCase(Locale.ROOT)).find();
    }
}
