package dev.pergola.lifecycle;

import java.util.Optional;

/**
 * Whom a jar comes from, as far as its signatures show.
 *
 * @param trust how far that goes
 * @param publisher name of the publisher, where one is known or trusted
 * @param fingerprint of the key whose good signature the jar has, known or not: the SHA-256 of the public key as X.509
 *     encodes it, in lower-case hexadecimal; empty where it has none
 */
public record Provenance(Trust trust, Optional<String> publisher, Optional<String> fingerprint) {
    /** Where nothing is known of a key. */
    public Provenance(Trust trust, Optional<String> publisher) {
        this(trust, publisher, Optional.empty());
    }

    /** Nobody has vouched for it. */
    public static final Provenance UNKNOWN = new Provenance(Trust.UNKNOWN, Optional.empty());

    /** How far a jar is trusted, least first. */
    public enum Trust {
        /** Unsigned, or signed by nobody that this site knows. */
        UNKNOWN,
        /** Signed by a publisher that this site knows, and has not said that it trusts. */
        KNOWN,
        /** Signed by a publisher that this site trusts. */
        TRUSTED,
        /** Signed by who makes the platform. */
        PLATFORM
    }
}
