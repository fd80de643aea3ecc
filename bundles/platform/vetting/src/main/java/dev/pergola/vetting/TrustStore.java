package dev.pergola.vetting;

import dev.pergola.lifecycle.Provenance.Trust;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whose signatures this site knows, how far it trusts them, and what is revoked (R139). Nothing here ever asks the network:
 * revocation lists are given to it. A key is named by its fingerprint, the SHA-256 of the public key as X.509 encodes it,
 * so that a renewed certificate of the same key is the same publisher. Every change is audited and an event
 * ({@link dev.pergola.events.Topics#TRUST}). {@code actor} says who asks.
 */
@ProviderType
public interface TrustStore {
    /** The known keys, by the publisher's name. */
    List<Publisher> publishers();

    /** One of them. */
    Optional<Publisher> find(String fingerprint);

    /**
     * Adds the keys of a publisher, or changes what is known of them. A certificate that may sign others vouches for all
     * that it signed.
     *
     * @param trust how far; not {@link Trust#UNKNOWN}
     * @param pem certificates and public keys, each in PEM
     * @throws VettingException where there is none, or one is too weak or revoked
     */
    List<Publisher> add(String name, Trust trust, String pem, String actor);

    /**
     * Revokes a key, known or not; from then on whatever it signed is refused, whenever it signed it. Cannot be undone.
     *
     * @param fingerprint of the key
     * @return whether it was valid before
     */
    boolean revoke(String fingerprint, String reason, String actor);

    /** Forgets a key; what it signed is of an unknown publisher then. A revocation stays. Tells whether it was there. */
    boolean remove(String fingerprint, String actor);

    /**
     * Takes a key that an older key of the same publisher introduces; it is trusted as the older one is. See the guide
     * {@code signing.md} for the form of the statement.
     *
     * @throws VettingException where the older key is unknown or revoked, or did not sign this
     */
    Publisher rotate(String statement, String actor);

    /**
     * Takes a list of what is revoked: an X.509 CRL, PEM or DER, signed by an authority that is known here; or a text
     * with a fingerprint on each line, after which a reason may stand.
     *
     * @return how many of them were new
     * @throws VettingException where it is neither, or nobody who is known signed it
     */
    int importRevocations(byte[] list, String actor);

    /** What is revoked, newest first. */
    List<Revocation> revocations(int limit);

    /**
     * A key of a publisher.
     *
     * @param name what this site calls the publisher
     * @param trust how far it is trusted
     * @param fingerprint of the key
     * @param kind what is known: the key alone, or a certificate
     * @param subject whom the certificate names, or the kind of the key
     * @param expiresAt when the certificate expires; empty for a key
     * @param rotatedFrom fingerprint of the key that introduced it; empty where a person did
     * @param addedBy who added it
     * @param addedAt when
     * @param revocation that it is revoked, where it is
     */
    record Publisher(
            String name,
            Trust trust,
            String fingerprint,
            Kind kind,
            String subject,
            Optional<Instant> expiresAt,
            String rotatedFrom,
            String addedBy,
            Instant addedAt,
            Optional<Revocation> revocation) {}

    /** What is known of a publisher. */
    enum Kind {
        /** A certificate. */
        CERTIFICATE,
        /** A public key alone. */
        KEY
    }

    /**
     * Something that is not valid any more.
     *
     * @param id fingerprint of the key, or what stands for one certificate: the SHA-256 of its issuer and serial number
     * @param subject what it is, for people
     * @param reason why
     * @param revokedBy who said so
     * @param revokedAt when
     */
    record Revocation(String id, String subject, String reason, String revokedBy, Instant revokedAt) {}
}
