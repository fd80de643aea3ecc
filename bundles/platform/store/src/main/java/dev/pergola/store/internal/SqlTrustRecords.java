package dev.pergola.store.internal;

import dev.pergola.store.TrustRecords;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Trust as rows of {@code vetting_keys}, {@code vetting_revocations} and {@code vetting_signers}. */
@Component
public final class SqlTrustRecords implements TrustRecords {
    private static final RowMapper<KeyRecord> KEY = ConstructorMapper.of(KeyRecord.class);
    private static final RowMapper<Revocation> REVOCATION = ConstructorMapper.of(Revocation.class);
    private static final RowMapper<SignerRecord> SIGNER = ConstructorMapper.of(SignerRecord.class);
    private static final String KEYS =
            "select fingerprint, name, trust, kind, encoded, rotated_from, added_by, added_at from vetting_keys";
    private static final String REVOCATIONS =
            "select id, subject, reason, revoked_by, revoked_at from vetting_revocations";

    private final Database database;

    @Activate
    public SqlTrustRecords(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<KeyRecord> keys() {
        return database.call(
                "list the known keys",
                handle -> handle.createQuery(KEYS + " order by name, added_at, fingerprint")
                        .map(KEY)
                        .list());
    }

    @Override
    public Optional<KeyRecord> key(String fingerprint) {
        return database.call(
                "find the key " + fingerprint,
                handle -> handle.createQuery(KEYS + " where fingerprint = :fingerprint")
                        .bind("fingerprint", fingerprint)
                        .map(KEY)
                        .findOne());
    }

    @Override
    public void save(KeyRecord key) {
        Text.whole("fingerprint", key.fingerprint(), 64);
        Text.whole("name of the publisher", key.name(), 255);
        Text.whole("key", key.encoded(), 65_536);
        database.run("save the key " + key.fingerprint() + " of " + key.name(), handle -> {
            handle.createUpdate("delete from vetting_keys where fingerprint = :fingerprint")
                    .bind("fingerprint", key.fingerprint())
                    .execute();
            handle.createUpdate("insert into vetting_keys (fingerprint, name, trust, kind, encoded, rotated_from,"
                            + " added_by, added_at) values (:fingerprint, :name, :trust, :kind, :encoded,"
                            + " :rotatedFrom, :addedBy, :addedAt)")
                    .bindMethods(key)
                    .bind("addedBy", Text.cut(key.addedBy(), 255))
                    .execute();
        });
    }

    @Override
    public boolean remove(String fingerprint) {
        return database.call(
                "remove the key " + fingerprint,
                handle -> handle.createUpdate("delete from vetting_keys where fingerprint = :fingerprint")
                                .bind("fingerprint", fingerprint)
                                .execute()
                        > 0);
    }

    @Override
    public List<Revocation> revocations(int limit) {
        return database.call(
                "list what is revoked",
                handle -> handle.createQuery(REVOCATIONS + " order by revoked_at desc, id limit :limit")
                        .bind("limit", Rows.limit(limit))
                        .map(REVOCATION)
                        .list());
    }

    @Override
    public Optional<Revocation> revocation(String id) {
        return database.call(
                "find the revocation of " + id,
                handle -> handle.createQuery(REVOCATIONS + " where id = :id")
                        .bind("id", id)
                        .map(REVOCATION)
                        .findOne());
    }

    @Override
    public boolean revoke(Revocation revocation) {
        Text.whole("id of what is revoked", revocation.id(), 64);
        return database.call(
                "revoke " + revocation.id(),
                handle -> handle.createUpdate("insert into vetting_revocations (id, subject, reason, revoked_by,"
                                        + " revoked_at) values (:id, :subject, :reason, :revokedBy, :revokedAt)"
                                        + " on conflict do nothing")
                                .bind("id", revocation.id())
                                .bind("subject", Text.cut(revocation.subject(), 1_024))
                                .bind("reason", Text.cut(revocation.reason(), 1_024))
                                .bind("revokedBy", Text.cut(revocation.revokedBy(), 255))
                                .bind("revokedAt", revocation.revokedAt())
                                .execute()
                        > 0);
    }

    @Override
    public void note(SignerRecord signer) {
        Text.whole("digest", signer.digest(), 64);
        Text.whole("fingerprint", signer.fingerprint(), 64);
        Text.whole("fingerprint of the authority", signer.anchor(), 64);
        database.run("note who signed " + signer.digest(), handle -> {
            if (insert(handle, signer) == 0) update(handle, signer);
        });
    }

    private static int insert(Handle handle, SignerRecord signer) {
        return handle.createUpdate("insert into vetting_signers (digest, fingerprint, subject, anchor, seen_at)"
                        + " values (:digest, :fingerprint, :subject, :anchor, :seenAt) on conflict do nothing")
                .bind("digest", signer.digest())
                .bind("fingerprint", signer.fingerprint())
                .bind("subject", Text.cut(signer.subject(), 1_024))
                .bind("anchor", signer.anchor())
                .bind("seenAt", signer.seenAt())
                .execute();
    }

    private static void update(Handle handle, SignerRecord signer) {
        handle.createUpdate("update vetting_signers set fingerprint = :fingerprint, subject = :subject,"
                        + " anchor = :anchor, seen_at = :seenAt where digest = :digest")
                .bind("digest", signer.digest())
                .bind("fingerprint", signer.fingerprint())
                .bind("subject", Text.cut(signer.subject(), 1_024))
                .bind("anchor", signer.anchor())
                .bind("seenAt", signer.seenAt())
                .execute();
    }

    @Override
    public Optional<SignerRecord> signer(String digest) {
        return database.call(
                "find who signed " + digest,
                handle -> handle.createQuery("select digest, fingerprint, subject, anchor, seen_at from"
                                + " vetting_signers where digest = :digest")
                        .bind("digest", digest)
                        .map(SIGNER)
                        .findOne());
    }
}
