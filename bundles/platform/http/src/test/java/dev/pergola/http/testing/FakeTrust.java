package dev.pergola.http.testing;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.vetting.TrustStore;
import dev.pergola.vetting.VettingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A trust store in memory; each line of what it is given is a key whose fingerprint is the line's hash. */
public final class FakeTrust implements TrustStore {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");

    public final List<Publisher> all = new ArrayList<>();
    public final List<Revocation> revoked = new ArrayList<>();

    @Override
    public List<Publisher> publishers() {
        return List.copyOf(all);
    }

    @Override
    public Optional<Publisher> find(String fingerprint) {
        return all.stream().filter(one -> one.fingerprint().equals(fingerprint)).findFirst();
    }

    @Override
    public List<Publisher> add(String name, Trust trust, String pem, String actor) {
        if (!pem.contains("BEGIN")) {
            throw new VettingException("no-key", "There is no key in it", "Give a certificate in PEM");
        }
        String fingerprint = String.format("%08x", pem.hashCode()).repeat(8);
        Publisher added = new Publisher(
                name, trust, fingerprint, Kind.KEY, "Ed25519", Optional.empty(), "", actor, TIME, Optional.empty());
        all.add(added);
        return List.of(added);
    }

    @Override
    public boolean revoke(String fingerprint, String reason, String actor) {
        if (revoked.stream().anyMatch(one -> one.id().equals(fingerprint))) return false;
        Revocation revocation = new Revocation(fingerprint, "a key", reason, actor, TIME);
        revoked.add(revocation);
        all.replaceAll(one -> !one.fingerprint().equals(fingerprint)
                ? one
                : new Publisher(
                        one.name(),
                        one.trust(),
                        fingerprint,
                        one.kind(),
                        one.subject(),
                        one.expiresAt(),
                        "",
                        one.addedBy(),
                        one.addedAt(),
                        Optional.of(revocation)));
        return true;
    }

    @Override
    public boolean remove(String fingerprint, String actor) {
        return all.removeIf(one -> one.fingerprint().equals(fingerprint));
    }

    @Override
    public Publisher rotate(String statement, String actor) {
        throw new VettingException("rotation", "This is no rotation", "See the guide");
    }

    @Override
    public int importRevocations(byte[] list, String actor) {
        return list.length;
    }

    @Override
    public List<Revocation> revocations(int limit) {
        return List.copyOf(revoked);
    }
}
