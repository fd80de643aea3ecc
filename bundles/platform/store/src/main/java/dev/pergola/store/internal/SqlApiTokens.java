package dev.pergola.store.internal;

import dev.pergola.store.ApiToken;
import dev.pergola.store.ApiTokens;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tokens as rows of {@code api_tokens}. */
@Component
public final class SqlApiTokens implements ApiTokens {
    private static final RowMapper<ApiToken> ROW = (row, context) -> token(row);
    private static final String SELECT =
            "select id, name, role, hash, scope, created_at, created_by, expires_at," + " last_used_at from api_tokens";
    /** The members of the scope as it is stored. */
    private static final String PLUGINS = "plugins";

    private static final String FOR_PLUGIN = "for_plugin";

    private final Database database;

    @Activate
    public SqlApiTokens(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<ApiToken> all() {
        return database.call(
                "list the tokens",
                handle -> handle.createQuery(SELECT + " order by name").map(ROW).list());
    }

    @Override
    public Optional<ApiToken> find(String id) {
        return database.call(
                "find a token",
                handle -> handle.createQuery(SELECT + " where id = :id")
                        .bind("id", id)
                        .map(ROW)
                        .findOne());
    }

    @Override
    public Optional<ApiToken> withHash(String hash) {
        return database.call(
                "find a token",
                handle -> handle.createQuery(SELECT + " where hash = :hash")
                        .bind("hash", hash)
                        .map(ROW)
                        .findOne());
    }

    @Override
    public boolean add(ApiToken token) {
        Text.whole("id", token.id(), 32);
        Text.whole("name", token.name(), 64);
        Text.whole("role", token.role(), 32);
        Text.whole("hash", token.hash(), 64);
        Map<String, Object> members = new LinkedHashMap<>(Map.of(PLUGINS, token.plugins()));
        token.forPlugin().ifPresent(plugin -> members.put(FOR_PLUGIN, plugin));
        byte[] scope = Json.encodeExactly(members);
        return database.call(
                "add the token " + token.name(),
                handle -> handle.createUpdate("insert into api_tokens (id, name, role, hash, scope, created_at,"
                                        + " created_by, expires_at, last_used_at) values (:id, :name, :role, :hash,"
                                        + " :scope, :createdAt, :createdBy, :expiresAt, :lastUsedAt)"
                                        + " on conflict do nothing")
                                .bind("id", token.id())
                                .bind("name", token.name())
                                .bind("role", token.role())
                                .bind("hash", token.hash())
                                .bind("scope", new JdbiSetup.JsonBytes(scope))
                                .bind("createdAt", token.createdAt())
                                .bind("createdBy", Text.cut(token.createdBy(), 255))
                                .bind("expiresAt", token.expiresAt())
                                .bind("lastUsedAt", token.lastUsedAt())
                                .execute()
                        == 1);
    }

    @Override
    public void touch(String id, Instant when) {
        database.run(
                "note the use of a token",
                handle -> handle.createUpdate(
                                "update api_tokens set last_used_at = :when where id = :id and last_used_at < :when")
                        .bind("when", when)
                        .bind("id", id)
                        .execute());
    }

    @Override
    public boolean remove(String id) {
        return database.call(
                "remove a token",
                handle -> handle.createUpdate("delete from api_tokens where id = :id")
                                .bind("id", id)
                                .execute()
                        == 1);
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
        Map<String, Object> scope = Json.decode(row.getString("scope"));
        return new ApiToken(
                row.getString("id"),
                row.getString("name"),
                row.getString("role"),
                row.getString("hash"),
                plugins(scope),
                Optional.ofNullable(scope.get(FOR_PLUGIN)).map(String.class::cast),
                time(row, "created_at"),
                row.getString("created_by"),
                Optional.ofNullable(expires).map(OffsetDateTime::toInstant),
                time(row, "last_used_at"));
    }

    /** Never fewer limits than were stored: what cannot be read is not a token. */
    private static List<String> plugins(Map<String, Object> scope) {
        if (scope.get(PLUGINS) instanceof List<?> plugins) {
            return plugins.stream().map(String.class::cast).toList();
        }
        throw new IllegalStateException("The scope of a token lacks its plugins");
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
