package dev.pergola.store.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What the databases that Pergola runs on do differently; all else is SQL that they share. */
enum Dialect {
    /** The embedded default. */
    H2 {
        @Override
        void bindJson(PreparedStatement statement, int position, byte[] json) throws SQLException {
            // Text would become a JSON string; bytes are taken as JSON.
            statement.setBytes(position, json);
        }
    };

    /** Binds UTF-8 bytes of JSON to a parameter that goes into a JSON column. */
    abstract void bindJson(PreparedStatement statement, int position, byte[] json) throws SQLException;
}
