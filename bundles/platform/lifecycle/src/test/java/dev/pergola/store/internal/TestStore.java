package dev.pergola.store.internal;

import dev.pergola.store.AuditLog;
import dev.pergola.store.Configurations;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.HeldJars;
import dev.pergola.store.Installations;
import dev.pergola.store.PluginStates;
import dev.pergola.store.Transactions;
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

    public PluginStates states() {
        return new SqlPluginStates(database);
    }

    public Configurations configurations() {
        return new SqlConfigurations(database);
    }

    public Installations installations() {
        return new SqlInstallations(database);
    }

    public HeldJars heldJars() {
        return new SqlHeldJars(database);
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
