package dev.pergola.store.internal;

import dev.pergola.store.AuditLog;
import dev.pergola.store.PermissionDecisions;
import dev.pergola.store.Transactions;
import dev.pergola.store.TrustRecords;
import java.nio.file.Path;
import org.h2.Driver;
import org.h2.util.OsgiDataSourceFactory;

/** A real store, for tests of what is built on it. */
public final class TestStore implements AutoCloseable {
    private final Database database;

    public TestStore(Path data) {
        database = new Database(data, new OsgiDataSourceFactory(new Driver()));
    }

    public Transactions transactions() {
        return database;
    }

    public PermissionDecisions decisions() {
        return new SqlPermissionDecisions(database);
    }

    public TrustRecords trust() {
        return new SqlTrustRecords(database);
    }

    public AuditLog audit() {
        return new SqlAuditLog(database);
    }

    @Override
    public void close() {
        database.close();
    }
}
