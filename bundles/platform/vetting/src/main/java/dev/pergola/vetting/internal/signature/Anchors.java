package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Provenance.Trust;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificates from which others are believed. */
final class Anchors {
    private final KnownKeys keys;

    Anchors(KnownKeys keys) {
        this.keys = keys;
    }

    /** Who may vouch for publishers: the authorities among those that this site knows. */
    Set<TrustAnchor> forPublishers() {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (KnownKey key : keys.all()) authority(key).ifPresent(a -> anchors.add(new TrustAnchor(a, null)));
        return anchors;
    }

    /**
     * Who may say what time it was: those that this site trusts, and those that this JDK trusts for everything else, from
     * its own file.
     */
    Set<TrustAnchor> forTimestamps() {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (KnownKey key : keys.all()) {
            if (key.trust().compareTo(Trust.TRUSTED) < 0) continue;
            key.certificate().ifPresent(certificate -> anchors.add(new TrustAnchor(certificate, null)));
        }
        for (X509Certificate certificate : ofTheJdk()) anchors.add(new TrustAnchor(certificate, null));
        return anchors;
    }

    private static Optional<X509Certificate> authority(KnownKey key) {
        return key.certificate().filter(certificate -> certificate.getBasicConstraints() >= 0);
    }

    private static X509Certificate[] ofTheJdk() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) return x509.getAcceptedIssuers();
            }
            return new X509Certificate[0];
        } catch (NoSuchAlgorithmException | KeyStoreException e) {
            throw new IllegalStateException("The certificates that the JDK trusts cannot be read", e);
        }
    }
}
