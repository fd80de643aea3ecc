package dev.pergola.store.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What the databases that Pergola runs on do differently; all else is SQL that they share. */
enum Dialect {
    /** The embedded default. */
    H2 {
        @Override
        void bindJson(PreparedStatement statement, int position, byte[] json) throws SQLException {
            // Text would become a JSON string; bytes are taken as JSON.
            statement.setBytes(position, json);
        }

        @Override
        DataSource safely(DataSource pool) {
            return new OneWriter(pool, EmbeddedDatabase.LOCK_TIMEOUT);
        }
    };

    /** Binds UTF-8 bytes of JSON to a parameter that goes into a JSON column. */
    abstract void bindJson(PreparedStatement statement, int position, byte[] json) throws SQLException;

    /** Connections of a pool with which no transaction gets torn, however the process ends. */
    abstract DataSource safely(DataSource pool);
}
