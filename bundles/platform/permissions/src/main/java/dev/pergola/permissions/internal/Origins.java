package dev.pergola.permissions.internal;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.store.TrustRecords;
import dev.pergola.store.TrustRecords.KeyRecord;
import dev.pergola.store.TrustRecords.SignerRecord;
import java.util.Locale;
import java.util.Optional;

/**
 * Whom jars come from. What the store has counts, as a key may have been revoked since, and as it is there after a restart,
 * when no jar is verified again; before that, what was said when the jar was checked.
 */
final class Origins {
    private final TrustRecords records;
    private final Asked asked;

    Origins(TrustRecords records, Asked asked) {
        this.records = records;
        this.asked = asked;
    }

    Optional<Provenance> of(String digest) {
        return records.signer(digest).map(this::provenance).or(() -> asked.from(digest));
    }

    private Provenance provenance(SignerRecord signer) {
        String fingerprint = signer.fingerprint();
        if (fingerprint.isEmpty() || isRevoked(fingerprint)) return Provenance.UNKNOWN;
        boolean vouchedFor = !signer.anchor().isEmpty();
        Optional<KeyRecord> known =
                records.key(vouchedFor ? signer.anchor() : fingerprint).filter(key -> !isRevoked(key.fingerprint()));
        return known.map(key -> new Provenance(
                        trust(key),
                        Optional.of(
                                vouchedFor ? signer.subject() + " (vouched for by " + key.name() + ")" : key.name()),
                        Optional.of(fingerprint)))
                .orElse(new Provenance(Trust.UNKNOWN, Optional.empty(), Optional.of(fingerprint)));
    }

    private boolean isRevoked(String fingerprint) {
        return records.revocation(fingerprint).isPresent();
    }

    private static Trust trust(KeyRecord key) {
        for (Trust trust : Trust.values()) {
            if (trust.name().equals(key.trust().toUpperCase(Locale.ROOT))) return trust;
        }
        return Trust.UNKNOWN;
    }

    /** Whether the site knows a key by this name or fingerprint. */
    boolean knows(String publisher) {
        return records.keys().stream()
                .anyMatch(
                        key -> key.name().equals(publisher) || key.fingerprint().equals(publisher));
    }
}
