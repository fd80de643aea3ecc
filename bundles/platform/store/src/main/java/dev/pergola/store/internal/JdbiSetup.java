package dev.pergola.store.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/** How this bundle uses JDBI. */
final class JdbiSetup {
    /** What is kept as JSON. */
    static final GenericType<Map<String, Object>> DATA = new GenericType<>() {};

    private JdbiSetup() {}

    static Jdbi over(DataSource dataSource, Dialect dialect) {
        Jdbi jdbi = Jdbi.create(dataSource);
        jdbi.setTemplateEngine(TemplateEngine.NOP);
        jdbi.getConfig(SqlStatements.class).setSqlParser(new NamedParameters());
        jdbi.registerArgument(new InstantArguments());
        jdbi.registerArgument(new JsonArguments(dialect));
        jdbi.registerColumnMapper(Instant.class, new InstantColumns());
        jdbi.registerColumnMapper(DATA, (row, column, context) -> Json.decode(row.getString(column)));
        return jdbi;
    }

    /** Now, as exactly as the database keeps it. */
    static Instant now() {
        return toMicros(Instant.now());
    }

    /** A time as exactly as the database keeps it. */
    static Instant toMicros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    /** Instants go as times with an offset: a {@code Timestamp} would lose an hour when summer time ends. */
    private static final class InstantArguments extends AbstractArgumentFactory<Instant> {
        InstantArguments() {
            super(Types.TIMESTAMP_WITH_TIMEZONE);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            OffsetDateTime time = toMicros(value).atOffset(ZoneOffset.UTC);
            return (position, statement, context) -> statement.setObject(position, time);
        }
    }

    private static final class InstantColumns implements ColumnMapper<Instant> {
        @Override
        public @Nullable Instant map(ResultSet row, int column, StatementContext context) throws SQLException {
            @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
    }

    /** JSON that is ready to be bound. */
    record JsonBytes(byte[] utf8) {}

    private static final class JsonArguments extends AbstractArgumentFactory<JsonBytes> {
        private final Dialect dialect;

        JsonArguments(Dialect dialect) {
            super(Types.OTHER);
            this.dialect = dialect;
        }

        @Override
        protected Argument build(JsonBytes value, ConfigRegistry config) {
            return (position, statement, context) -> dialect.bindJson(statement, position, value.utf8());
        }
    }
}
