package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import java.util.Optional;

/**
 * Whose good signature a jar has.
 *
 * @param fingerprint of the key
 * @param subject whom it belongs to, as it says itself
 * @param anchor the key of this site's trust store that it is believed by: the same one, or that of an authority
 */
record Signer(String fingerprint, String subject, Optional<KnownKey> anchor) {
    Provenance provenance() {
        return new Provenance(trust(), anchor.map(this::publisher), Optional.of(fingerprint));
    }

    Trust trust() {
        return anchor.map(KnownKey::trust).orElse(Trust.UNKNOWN);
    }

    private String publisher(KnownKey known) {
        return isOwn(known) ? known.name() : subject + " (vouched for by " + known.name() + ")";
    }

    /** Fingerprint of the authority that vouches for it; empty where none does. */
    String authority() {
        return anchor.filter(known -> !isOwn(known)).map(KnownKey::fingerprint).orElse("");
    }

    private boolean isOwn(KnownKey known) {
        return known.fingerprint().equals(fingerprint);
    }
}
