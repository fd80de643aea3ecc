package dev.pergola.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Whose signatures this site knows, which keys are revoked, and who signed the jars that were seen. */
@ProviderType
public interface TrustRecords {
    /** The keys, by name and time of addition. */
    List<KeyRecord> keys();

    /** One key. */
    Optional<KeyRecord> key(String fingerprint);

    /** Adds a key, or replaces the one of the same fingerprint. */
    void save(KeyRecord key);

    /** Forgets a key, not that it was revoked; tells whether it was there. */
    boolean remove(String fingerprint);

    /** What is revoked, newest first, at most so many. */
    List<Revocation> revocations(int limit);

    /** The revocation of one id. */
    Optional<Revocation> revocation(String id);

    /** Revokes; the first revocation of an id stays as it is. Tells whether it was new. */
    boolean revoke(Revocation revocation);

    /** Notes who signed a jar; what is noted of these bytes already is replaced. */
    void note(SignerRecord signer);

    /** Who signed a jar, where it was seen. */
    Optional<SignerRecord> signer(String digest);

    /**
     * A public key that this site knows.
     *
     * @param fingerprint SHA-256 of the key as X.509 writes it, lower-case hexadecimal
     * @param name of the publisher
     * @param trust how far it goes, in a word
     * @param kind what is encoded, in a word
     * @param encoded the key or its certificate, in Base64
     * @param rotatedFrom fingerprint of the key that introduced this one; empty where a person did
     * @param addedBy who added it
     * @param addedAt when
     */
    record KeyRecord(
            String fingerprint,
            String name,
            String trust,
            String kind,
            String encoded,
            String rotatedFrom,
            String addedBy,
            Instant addedAt) {}

    /**
     * Something that is not valid any more.
     *
     * @param id fingerprint of a key, or the SHA-256 that stands for a certificate
     * @param subject what it is, for people
     * @param reason why
     * @param revokedBy who said so
     * @param revokedAt when
     */
    record Revocation(String id, String subject, String reason, String revokedBy, Instant revokedAt) {}

    /**
     * Who signed a jar.
     *
     * @param digest SHA-256 of the jar
     * @param fingerprint of the signer's key; empty for a jar without a good signature
     * @param subject who that is, for people
     * @param anchor fingerprint of the known authority that vouched for the signer; empty for none
     * @param seenAt when it was seen
     */
    record SignerRecord(String digest, String fingerprint, String subject, String anchor, Instant seenAt) {}
}
