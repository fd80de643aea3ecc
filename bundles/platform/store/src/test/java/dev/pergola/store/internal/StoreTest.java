package dev.pergola.store.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real database for each test. What runs here runs on every database that {@link TestDatabases} knows. */
abstract class StoreTest {
    @TempDir
    Path data;

    Database database;

    @BeforeEach
    void openDatabase() {
        database = TestDatabases.open(data);
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    /** As after a restart. */
    Database reopen() {
        database.close();
        database = TestDatabases.open(data);
        return database;
    }
}
