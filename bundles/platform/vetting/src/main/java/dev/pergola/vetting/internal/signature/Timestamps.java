package dev.pergola.vetting.internal.signature;

import java.security.CodeSigner;
import java.security.Timestamp;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a jar was signed, as far as a timestamp (RFC 3161) of somebody who can be believed proves it. */
final class Timestamps {
    private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

    private final KnownKeys keys;
    private final Anchors anchors;

    Timestamps(KnownKeys keys, Anchors anchors) {
        this.keys = keys;
        this.anchors = anchors;
    }

    /**
     * What a timestamp proves.
     *
     * @param time the time; empty where it proves none
     * @param why why not, for a message; empty where it does
     */
    record Proof(Optional<Instant> time, String why) {
        static final Proof NOT_NEEDED = new Proof(Optional.empty(), "");

        private static Proof none(String why) {
            return new Proof(Optional.empty(), why);
        }
    }

    Proof of(CodeSigner signer, Instant now) {
        @Nullable Timestamp timestamp = signer.getTimestamp();
        if (timestamp == null) return Proof.none("it has no timestamp");
        List<X509Certificate> chain = Chains.certificates(timestamp.getSignerCertPath());
        if (chain.isEmpty()) return Proof.none("its timestamp is of nobody");
        String authority = Names.subject(chain.get(0));
        Instant time = timestamp.getTimestamp().toInstant();
        if (time.isAfter(now)) return Proof.none("its timestamp is of a time to come");
        if (!mayStamp(chain.get(0))) return Proof.none("its timestamp is by " + authority + ", who may not make any");
        if (chain.stream().anyMatch(certificate -> keys.revocation(certificate).isPresent())) {
            return Proof.none("its timestamp is by " + authority + ", whose key is revoked");
        }
        try {
            Paths.follow(chain, anchors.forTimestamps(), time);
            return new Proof(Optional.of(time), "");
        } catch (CertPathValidatorException e) {
            return Proof.none("its timestamp is by " + authority + ", who is not trusted");
        }
    }

    private static boolean mayStamp(X509Certificate certificate) {
        try {
            @Nullable List<String> uses = certificate.getExtendedKeyUsage();
            return uses != null && uses.contains(TIME_STAMPING);
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}
