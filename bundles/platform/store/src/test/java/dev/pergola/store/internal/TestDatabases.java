package dev.pergola.store.internal;

import java.nio.file.Path;
import org.h2.Driver;
import org.h2.util.OsgiDataSourceFactory;
import org.osgi.service.jdbc.DataSourceFactory;

/** The databases to test on; the system property {@code pergola.test.database} chooses. */
final class TestDatabases {
    private TestDatabases() {}

    static Database open(Path data) {
        String kind = System.getProperty("pergola.test.database", "h2");
        return switch (kind) {
            case "h2" -> new Database(data, h2());
            default -> throw new IllegalArgumentException("There is no test database " + kind);
        };
    }

    static DataSourceFactory h2() {
        return new OsgiDataSourceFactory(new Driver());
    }
}
