package dev.pergola.store.internal;

import dev.pergola.store.AdvisoryRecords;
import dev.pergola.store.AuditLog;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.Installations;
import dev.pergola.store.OverrideRecords;
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

    public TrustRecords trust() {
        return new SqlTrustRecords(database);
    }

    public OverrideRecords overrides() {
        return new SqlOverrideRecords(database);
    }

    public AdvisoryRecords advisories() {
        return new SqlAdvisoryRecords(database);
    }

    public Installations installations() {
        return new SqlInstallations(database);
    }

    public DeploymentJournal journal() {
        return new SqlDeploymentJournal(database);
    }

    public AuditLog audit() {
        return new SqlAuditLog(database);
    }

    @Override
    public void close() {
        database.close();
    }
}
