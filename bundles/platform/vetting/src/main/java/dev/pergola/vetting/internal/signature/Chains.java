package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.store.TrustRecords.Revocation;
import dev.pergola.vetting.internal.policy.Finding;
import java.security.CodeSigner;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges the certificates that a good signature was made with. */
final class Chains {
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String ANY_USE = "2.5.29.37.0";

    private final KnownKeys keys;
    private final Anchors anchors;
    private final Timestamps timestamps;

    Chains(KnownKeys keys) {
        this.keys = keys;
        this.anchors = new Anchors(keys);
        this.timestamps = new Timestamps(keys, anchors);
    }

    /**
     * What came of it.
     *
     * @param findings what is wrong
     * @param signer who it is
     */
    record Outcome(List<Finding> findings, Signer signer) {}

    static List<X509Certificate> certificates(CertPath path) {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : path.getCertificates()) {
            if (certificate instanceof X509Certificate x509) chain.add(x509);
        }
        return chain;
    }

    Outcome judge(CodeSigner by, Instant now) {
        List<X509Certificate> chain = certificates(by.getSignerCertPath());
        X509Certificate leaf = chain.get(0);
        // A timestamp costs as much to follow as all else, and matters only to what is not valid any more.
        Timestamps.Proof proof = chain.stream().allMatch(certificate -> isValid(certificate, now))
                ? Timestamps.Proof.NOT_NEEDED
                : timestamps.of(by, now);
        Instant time = proof.time().orElse(now);
        List<Finding> findings = new ArrayList<>();
        revoked(chain).ifPresent(findings::add);
        weak(chain).ifPresent(findings::add);
        if (!isForCode(leaf)) {
            findings.add(SignatureRule.PURPOSE.found(
                    "The jar is signed with a certificate that is not for signing code", evidence(leaf)));
        }
        Optional<KnownKey> anchor = keys.find(Fingerprints.of(leaf.getPublicKey()));
        if (anchor.isPresent()) {
            valid(List.of(leaf), time, proof).ifPresent(findings::add);
        } else {
            Optional<Finding> invalid = valid(chain, time, proof);
            invalid.ifPresent(findings::add);
            if (!Paths.belongTogether(chain)) {
                findings.add(SignatureRule.CHAIN.found(
                        "The certificates of the jar's signer do not belong together", evidence(leaf)));
            } else if (invalid.isEmpty()) {
                anchor = authority(chain, time);
            }
        }
        anchor.flatMap(known -> keys.revocation(known.fingerprint()))
                .filter(revocation -> findings.isEmpty())
                .ifPresent(revocation -> findings.add(revoked(revocation)));
        return new Outcome(findings, new Signer(Fingerprints.of(leaf.getPublicKey()), Names.subject(leaf), anchor));
    }

    private Optional<KnownKey> authority(List<X509Certificate> chain, Instant time) {
        try {
            X509Certificate anchor = Paths.follow(chain, anchors.forPublishers(), time);
            return keys.find(Fingerprints.of(anchor.getPublicKey()));
        } catch (CertPathValidatorException e) {
            // Nobody whom this site knows vouches for it, which is what being unknown means.
            return Optional.empty();
        }
    }

    private Optional<Finding> revoked(List<X509Certificate> chain) {
        return chain.stream()
                .flatMap(c -> keys.revocation(c).stream())
                .findFirst()
                .map(Chains::revoked);
    }

    static Finding revoked(Revocation revocation) {
        return SignatureRule.REVOKED.found(
                "The jar is signed with what is revoked: " + revocation.subject() + ", by " + revocation.revokedBy()
                        + " at " + revocation.revokedAt() + ": " + revocation.reason(),
                Evidence.in("", "revoked is " + revocation.id()));
    }

    private static Optional<Finding> weak(List<X509Certificate> chain) {
        for (X509Certificate certificate : chain) {
            Optional<String> weakness =
                    Strength.weakness(certificate.getPublicKey()).or(() -> Strength.weakness(certificate));
            if (weakness.isPresent()) {
                return Optional.of(SignatureRule.WEAK.found(
                        "The jar's signature is too weak to prove anything: " + weakness.get(), evidence(certificate)));
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> valid(List<X509Certificate> chain, Instant time, Timestamps.Proof proof) {
        for (X509Certificate certificate : chain) {
            Instant end = certificate.getNotAfter().toInstant();
            Instant begin = certificate.getNotBefore().toInstant();
            if (time.isAfter(end)) {
                String when = proof.time().isPresent()
                        ? "before it was signed at " + time
                        : "and nothing proves that it was signed before: " + proof.why();
                return Optional.of(SignatureRule.EXPIRED.found(
                        "The signer's certificate expired at " + end + ", " + when, evidence(certificate)));
            }
            if (time.isBefore(begin)) {
                return Optional.of(SignatureRule.NOT_YET_VALID.found(
                        "The signer's certificate is valid from " + begin + " on, and it is looked at as of " + time,
                        evidence(certificate)));
            }
        }
        return Optional.empty();
    }

    private static boolean isValid(X509Certificate certificate, Instant time) {
        return !time.isAfter(certificate.getNotAfter().toInstant())
                && !time.isBefore(certificate.getNotBefore().toInstant());
    }

    private static boolean isForCode(X509Certificate certificate) {
        try {
            boolean @Nullable [] usage = certificate.getKeyUsage();
            if (usage != null && !usage[0]) return false;
            @Nullable List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || uses.contains(CODE_SIGNING) || uses.contains(ANY_USE);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static Evidence evidence(X509Certificate certificate) {
        return Evidence.in("", Names.subject(certificate) + ", key " + Fingerprints.of(certificate.getPublicKey()));
    }
}
