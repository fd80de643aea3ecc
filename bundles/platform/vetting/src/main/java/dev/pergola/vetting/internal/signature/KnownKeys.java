package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.store.TrustRecords;
import dev.pergola.store.TrustRecords.KeyRecord;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of the store, as Java sees them, and what is revoked. */
final class KnownKeys {
    private static final Logger LOG = LoggerFactory.getLogger(KnownKeys.class);

    private final TrustRecords records;

    KnownKeys(TrustRecords records) {
        this.records = records;
    }

    List<KnownKey> all() {
        List<KnownKey> all = new ArrayList<>();
        for (KeyRecord row : records.keys()) read(row).ifPresent(all::add);
        return all;
    }

    /** Those that cannot be read. */
    List<KeyRecord> unreadable() {
        return records.keys().stream().filter(row -> read(row).isEmpty()).toList();
    }

    Optional<KnownKey> find(String fingerprint) {
        return records.key(fingerprint).flatMap(KnownKeys::read);
    }

    /** One that cannot be read is not known: that is the careful side. */
    static Optional<KnownKey> read(KeyRecord row) {
        try {
            Trust trust = Trust.valueOf(row.trust().toUpperCase(Locale.ROOT));
            PublicMaterial material = PublicMaterial.decode(row.kind(), row.encoded());
            return Optional.of(
                    new KnownKey(row.fingerprint(), row.name(), trust, material.key(), material.certificate()));
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "The key {} of {} in the trust store cannot be read, and is not trusted",
                    row.fingerprint(),
                    row.name(),
                    e);
            return Optional.empty();
        }
    }

    /** Why something that a chain of certificates rests on is not valid any more. */
    Optional<TrustRecords.Revocation> revocation(X509Certificate certificate) {
        return revocation(Fingerprints.of(certificate.getPublicKey()))
                .or(() -> records.revocation(Fingerprints.of(certificate)));
    }

    Optional<TrustRecords.Revocation> revocation(String fingerprint) {
        return records.revocation(fingerprint);
    }
}
