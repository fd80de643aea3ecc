package dev.pergola.vetting.internal.signature;

import static dev.pergola.vetting.internal.signature.DerWriter.bits;
import static dev.pergola.vetting.internal.signature.DerWriter.bool;
import static dev.pergola.vetting.internal.signature.DerWriter.explicit;
import static dev.pergola.vetting.internal.signature.DerWriter.integer;
import static dev.pergola.vetting.internal.signature.DerWriter.nothing;
import static dev.pergola.vetting.internal.signature.DerWriter.octets;
import static dev.pergola.vetting.internal.signature.DerWriter.oid;
import static dev.pergola.vetting.internal.signature.DerWriter.sequence;
import static dev.pergola.vetting.internal.signature.DerWriter.time;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;

/** Certificates of one's own, with any validity and any purpose. */
final class Pki {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    static final String SERVER = "1.3.6.1.5.5.7.3.1";
    static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    private static final AtomicLong SERIALS = new AtomicLong(1_000);

    private Pki() {}

    /** A key with the certificates that go with it, its own first. */
    record Identity(KeyPair keys, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.get(0);
        }

        PrivateKey key() {
            return keys.getPrivate();
        }

        String fingerprint() {
            return Fingerprints.of(keys.getPublic());
        }

        String pem() {
            return Pki.pem("CERTIFICATE", encoded(certificate()));
        }
    }

    /** What a certificate says. */
    record Spec(String name, KeyPair keys, Instant from, Instant to, boolean authority, String use, String algorithm) {
        static Spec of(String name) {
            return new Spec(
                    name, ec(), NOW.minus(Duration.ofDays(100)), NOW.plus(Duration.ofDays(100)), false, "", "SHA256");
        }

        Spec keys(KeyPair other) {
            return new Spec(name, other, from, to, authority, use, algorithm);
        }

        Spec valid(Instant begin, Instant end) {
            return new Spec(name, keys, begin, end, authority, use, algorithm);
        }

        Spec asAuthority() {
            return new Spec(name, keys, from, to, true, use, algorithm);
        }

        Spec use(String purpose) {
            return new Spec(name, keys, from, to, authority, purpose, algorithm);
        }

        Spec digest(String other) {
            return new Spec(name, keys, from, to, authority, use, other);
        }

        Identity selfSigned() {
            X509Certificate certificate = Pki.certificate(this, new X500Principal(name), keys.getPrivate());
            return new Identity(keys, List.of(certificate));
        }

        Identity by(Identity issuer) {
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(Pki.certificate(this, issuer.certificate().getSubjectX500Principal(), issuer.key()));
            chain.addAll(issuer.chain());
            return new Identity(keys, chain);
        }
    }

    static KeyPair ec() {
        return keys("EC", 256);
    }

    static KeyPair keys(String kind, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (bits > 0) generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair ed25519() {
        return keys("Ed25519", 0);
    }

    private static X509Certificate certificate(Spec spec, X500Principal issuer, PrivateKey issuerKey) {
        byte[] algorithm = algorithm(issuerKey, spec.algorithm());
        List<byte[]> extensions = new ArrayList<>();
        if (spec.authority()) extensions.add(extension("2.5.29.19", sequence(bool(true))));
        if (!spec.use().isEmpty()) extensions.add(extension("2.5.29.37", sequence(oid(spec.use()))));
        List<byte[]> parts = new ArrayList<>(List.of(
                explicit(0, integer(2)),
                integer(SERIALS.incrementAndGet()),
                algorithm,
                issuer.getEncoded(),
                sequence(time(spec.from()), time(spec.to())),
                new X500Principal(spec.name()).getEncoded(),
                spec.keys().getPublic().getEncoded()));
        if (!extensions.isEmpty()) parts.add(explicit(3, sequence(extensions.toArray(byte[][]::new))));
        byte[] content = sequence(parts.toArray(byte[][]::new));
        byte[] encoded = sequence(content, algorithm, bits(sign(issuerKey, spec.algorithm(), content)));
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] extension(String id, byte[] value) {
        return sequence(oid(id), bool(true), octets(value));
    }

    /** A revocation list. */
    static byte[] crl(Identity issuer, X509Certificate... revoked) {
        byte[] algorithm = algorithm(issuer.key(), "SHA256");
        List<byte[]> entries = new ArrayList<>();
        for (X509Certificate one : revoked) entries.add(sequence(integer(one.getSerialNumber()), time(NOW)));
        byte[] content = sequence(
                integer(1),
                algorithm,
                issuer.certificate().getSubjectX500Principal().getEncoded(),
                time(NOW),
                time(NOW.plus(Duration.ofDays(30))),
                sequence(entries.toArray(byte[][]::new)));
        return sequence(content, algorithm, bits(sign(issuer.key(), "SHA256", content)));
    }

    static byte[] algorithm(PrivateKey key, String digest) {
        if (key.getAlgorithm().equals("EC")) return sequence(oid("1.2.840.10045.4.3.2"));
        return sequence(oid(digest.equals("SHA1") ? "1.2.840.113549.1.1.5" : "1.2.840.113549.1.1.11"), nothing());
    }

    static byte[] sign(PrivateKey key, String digest, byte[] content) {
        String name = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> digest + "withRSA";
            default -> "Ed25519";
        };
        try {
            Signature signature = Signature.getInstance(name);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String kind, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    static BigInteger serial() {
        return BigInteger.valueOf(SERIALS.incrementAndGet());
    }
}
