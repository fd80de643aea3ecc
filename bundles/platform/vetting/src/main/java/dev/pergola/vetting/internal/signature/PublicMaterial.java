package dev.pergola.vetting.internal.signature;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key, with its certificate where there is one.
 *
 * @param key the key
 * @param certificate the certificate
 */
record PublicMaterial(PublicKey key, Optional<X509Certificate> certificate) {
    static final String CERTIFICATE = "certificate";
    static final String KEY = "key";
    private static final int LARGEST = 1 << 20;
    private static final int MOST = 50;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (CERTIFICATE|PUBLIC KEY)-----([A-Za-z0-9+/=\\s]{1,60000})-----END \\1-----");
    private static final List<String> KEY_KINDS = List.of("Ed25519", "RSA", "EC", "DSA");

    /** All that some text in PEM holds; an {@link IllegalArgumentException} says what is wrong with one. */
    static List<PublicMaterial> parse(String pem) {
        if (pem.length() > LARGEST) throw new IllegalArgumentException("it has more than " + LARGEST + " characters");
        if (pem.contains("PRIVATE KEY-----")) {
            throw new IllegalArgumentException("it holds a private key, which belongs to its owner alone");
        }
        List<PublicMaterial> all = new ArrayList<>();
        Matcher blocks = PEM.matcher(pem);
        while (blocks.find()) {
            if (all.size() == MOST) throw new IllegalArgumentException("it holds more than " + MOST + " keys");
            byte[] bytes = Base64.getMimeDecoder().decode(blocks.group(2));
            all.add(blocks.group(1).equals("CERTIFICATE") ? ofCertificate(bytes) : ofKey(bytes));
        }
        return all;
    }

    /** What {@link #encoded} made. */
    static PublicMaterial decode(String kind, String encoded) {
        byte[] bytes = Base64.getDecoder().decode(encoded);
        return switch (kind) {
            case CERTIFICATE -> ofCertificate(bytes);
            case KEY -> ofKey(bytes);
            default -> throw new IllegalArgumentException("it is of the unknown kind " + kind);
        };
    }

    private static PublicMaterial ofCertificate(byte[] der) {
        try {
            Certificate certificate =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            if (certificate instanceof X509Certificate x509) {
                return new PublicMaterial(x509.getPublicKey(), Optional.of(x509));
            }
            throw new IllegalArgumentException("it holds a certificate that is not X.509");
        } catch (CertificateException e) {
            throw new IllegalArgumentException("it holds a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    static PublicMaterial ofKey(byte[] x509) {
        for (String kind : KEY_KINDS) {
            try {
                PublicKey key = KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(x509));
                return new PublicMaterial(key, Optional.empty());
            } catch (GeneralSecurityException e) {
                // Not of this kind; the next may fit.
                continue;
            }
        }
        throw new IllegalArgumentException("it holds a public key that is none of " + String.join(", ", KEY_KINDS));
    }

    String kind() {
        return certificate.isPresent() ? CERTIFICATE : KEY;
    }

    String encoded() {
        try {
            byte[] bytes = certificate.isPresent() ? certificate.get().getEncoded() : key.getEncoded();
            return Base64.getEncoder().encodeToString(bytes);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("the certificate cannot be encoded", e);
        }
    }

    /** Whom the certificate names, or what kind of key it is. */
    String subject() {
        return certificate.map(Names::subject).orElseGet(() -> key.getAlgorithm() + " key");
    }
}
