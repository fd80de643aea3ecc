package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Provenance.Trust;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A key that this site knows.
 *
 * @param fingerprint of the key
 * @param name of the publisher
 * @param trust how far it goes
 * @param key the key
 * @param certificate its certificate, where that is known
 */
record KnownKey(String fingerprint, String name, Trust trust, PublicKey key, Optional<X509Certificate> certificate) {}
