package dev.pergola.vetting.internal.signature;

import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.Transactions;
import dev.pergola.store.TrustRecords;
import dev.pergola.store.TrustRecords.KeyRecord;
import dev.pergola.vetting.TrustStore;
import dev.pergola.vetting.VettingException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The trust store over the database. Each change, its audit entry and its event are one transaction. */
@Component
public final class PublisherStore implements TrustStore {
    private static final int MAX_NAME = 100;
    private static final int MAX_REASON = 1_000;

    private final TrustRecords records;
    private final Transactions transactions;
    private final AuditLog audit;
    private final PlatformEvents events;
    private final KnownKeys keys;
    private final RevocationLists lists;
    private final Clock clock;

    @Activate
    public PublisherStore(
            @Reference TrustRecords records,
            @Reference Transactions transactions,
            @Reference AuditLog audit,
            @Reference PlatformEvents events) {
        this(records, transactions, audit, events, Clock.systemUTC());
    }

    PublisherStore(
            TrustRecords records, Transactions transactions, AuditLog audit, PlatformEvents events, Clock clock) {
        this.records = records;
        this.transactions = transactions;
        this.audit = audit;
        this.events = events;
        this.keys = new KnownKeys(records);
        this.lists = new RevocationLists(keys);
        this.clock = clock;
    }

    @Override
    public List<Publisher> publishers() {
        return records.keys().stream().flatMap(row -> view(row).stream()).toList();
    }

    @Override
    public Optional<Publisher> find(String fingerprint) {
        return records.key(fingerprint).flatMap(this::view);
    }

    private Optional<Publisher> view(KeyRecord row) {
        return KnownKeys.read(row)
                .map(key -> new Publisher(
                        row.name(),
                        key.trust(),
                        row.fingerprint(),
                        key.certificate().isPresent() ? Kind.CERTIFICATE : Kind.KEY,
                        new PublicMaterial(key.key(), key.certificate()).subject(),
                        key.certificate()
                                .map(certificate -> certificate.getNotAfter().toInstant()),
                        row.rotatedFrom(),
                        row.addedBy(),
                        row.addedAt(),
                        records.revocation(row.fingerprint()).map(PublisherStore::view)));
    }

    private static Revocation view(TrustRecords.Revocation row) {
        return new Revocation(row.id(), row.subject(), row.reason(), row.revokedBy(), row.revokedAt());
    }

    @Override
    public List<Publisher> add(String name, Trust trust, String pem, String actor) {
        String label = name.strip();
        if (label.isEmpty() || label.length() > MAX_NAME || !label.equals(Names.clean(label))) {
            throw invalid("The name of a publisher has 1 to " + MAX_NAME + " characters that can be printed");
        }
        if (trust == Trust.UNKNOWN) throw invalid("Whom this site knows has the trust known, trusted or platform");
        List<PublicMaterial> materials = parse(pem);
        return transactions.inTransaction(() -> {
            List<Publisher> added = new ArrayList<>();
            for (PublicMaterial material : materials) added.add(add(label, trust, material, "", actor, "ADDED"));
            return added;
        });
    }

    private static List<PublicMaterial> parse(String pem) {
        List<PublicMaterial> materials;
        try {
            materials = PublicMaterial.parse(pem);
        } catch (IllegalArgumentException e) {
            throw invalid("What was given as PEM cannot be taken: " + e.getMessage());
        }
        if (materials.isEmpty()) throw invalid("What was given holds no certificate and no public key in PEM");
        return materials;
    }

    private Publisher add(
            String name, Trust trust, PublicMaterial material, String rotatedFrom, String actor, String word) {
        String fingerprint = Fingerprints.of(material.key());
        Optional<String> weakness = Strength.weakness(material.key());
        if (weakness.isPresent()) {
            throw invalid("The key of " + material.subject() + " proves nothing: " + weakness.get());
        }
        if (records.revocation(fingerprint).isPresent()) {
            throw new VettingException(
                    "key-revoked", "The key " + fingerprint + " is revoked, which cannot be undone", "Use another key");
        }
        Instant now = clock.instant();
        KeyRecord row = new KeyRecord(
                fingerprint, name, word(trust), material.kind(), material.encoded(), rotatedFrom, actor, now);
        records.save(row);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", name);
        data.put("trust", word(trust));
        data.put("subject", material.subject());
        if (!rotatedFrom.isEmpty()) data.put("rotatedFrom", rotatedFrom);
        note(word, fingerprint, data, actor, now);
        return view(row).orElseThrow();
    }

    private static String word(Trust trust) {
        return trust.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean revoke(String fingerprint, String reason, String actor) {
        if (!Fingerprints.isOne(fingerprint)) {
            throw invalid("A fingerprint is a SHA-256 in hexadecimal, 64 lower-case digits");
        }
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            throw invalid("A reason of 1 to " + MAX_REASON + " characters is needed");
        }
        Instant now = clock.instant();
        return transactions.inTransaction(() -> {
            String subject = find(fingerprint)
                    .map(publisher -> "the key of " + publisher.name() + " (" + publisher.subject() + ")")
                    .orElse("a key");
            boolean fresh =
                    records.revoke(new TrustRecords.Revocation(fingerprint, subject, reason.strip(), actor, now));
            if (fresh) note("REVOKED", fingerprint, Map.of("reason", reason.strip()), actor, now);
            return fresh;
        });
    }

    @Override
    public boolean remove(String fingerprint, String actor) {
        return transactions.inTransaction(() -> {
            Optional<KeyRecord> row = records.key(fingerprint);
            boolean removed = records.remove(fingerprint);
            row.ifPresent(key -> note("REMOVED", fingerprint, Map.of("name", key.name()), actor, clock.instant()));
            return removed;
        });
    }

    @Override
    public Publisher rotate(String statement, String actor) {
        Rotation rotation = Rotation.parse(statement);
        return transactions.inTransaction(() -> {
            KnownKey old = keys.find(rotation.old())
                    .orElseThrow(
                            () -> refused("The key " + rotation.old() + " that introduces another is not known here"));
            if (keys.revocation(old.fingerprint()).isPresent()) {
                throw refused(
                        "The key " + old.fingerprint() + " of " + old.name() + " is revoked, and introduces nobody");
            }
            if (!rotation.isSignedBy(old.key())) {
                throw refused("The statement is not signed by the key " + old.fingerprint() + " of " + old.name());
            }
            // What is known already must not be taken over: the key of one publisher introduces none of another.
            Optional<KnownKey> taken =
                    keys.find(Fingerprints.of(rotation.introduced().key()));
            if (taken.isPresent())
                throw refused(
                        "The new key is known already, as one of " + taken.get().name());
            return add(old.name(), old.trust(), rotation.introduced(), old.fingerprint(), actor, "ROTATED");
        });
    }

    @Override
    public int importRevocations(byte[] list, String actor) {
        Instant now = clock.instant();
        List<TrustRecords.Revocation> all = lists.read(list, actor, now);
        return transactions.inTransaction(() -> {
            int fresh = 0;
            for (TrustRecords.Revocation revocation : all) {
                if (records.revoke(revocation)) fresh++;
            }
            note("REVOCATIONS", "", Map.of("count", fresh), actor, now);
            return fresh;
        });
    }

    @Override
    public List<Revocation> revocations(int limit) {
        return records.revocations(limit).stream().map(PublisherStore::view).toList();
    }

    private void note(String word, String fingerprint, Map<String, Object> more, String actor, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>(more);
        data.put("actor", actor);
        if (!fingerprint.isEmpty()) data.put("fingerprint", fingerprint);
        audit.append(new AuditEntry(0, now, actor, "trust." + word.toLowerCase(Locale.ROOT), fingerprint, "ok", data));
        events.publish(Topics.TRUST + "/" + word, data);
    }

    private static VettingException invalid(String message) {
        return new VettingException("invalid-publisher", message, "See the guide on signing for what can be added");
    }

    private static VettingException refused(String message) {
        return new VettingException(
                "rotation-refused", message, "Add the new key by hand, once the publisher has confirmed it otherwise");
    }
}
