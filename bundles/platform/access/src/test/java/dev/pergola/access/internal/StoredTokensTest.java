package dev.pergola.access.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.access.AccessTokens.Check;
import dev.pergola.access.AccessTokens.Issued;
import dev.pergola.access.AccessTokens.Wanted;
import dev.pergola.access.Role;
import dev.pergola.store.ApiToken;
import dev.pergola.store.ApiTokens;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.StoreException;
import dev.pergola.store.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** R133, R134. */
class StoredTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private final Rows rows = new Rows();
    private final List<AuditEntry> audited = new ArrayList<>();
    private Instant now = NOW;
    private final StoredTokens tokens = new StoredTokens(rows, new Log(), new Direct(), new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private static Wanted wanted(String name) {
        return new Wanted(name, Role.OPERATOR, List.of(), Optional.empty(), Optional.empty());
    }

    @Test
    void aTokenIsKnownByItsSecretWhichIsKeptNowhere() {
        Issued issued = tokens.create(
                new Wanted(
                        "ci", Role.PUBLISHER, List.of("wordcount"), Optional.empty(), Optional.of(NOW.plusSeconds(60))),
                "admin");

        assertThat(tokens.check(issued.secret())).isInstanceOfSatisfying(Check.Valid.class, valid -> {
            assertThat(valid.token().name()).isEqualTo("ci");
            assertThat(valid.token().role()).isEqualTo(Role.PUBLISHER);
            assertThat(valid.token().plugins()).containsExactly("wordcount");
        });
        assertThat(rows.all.toString()).doesNotContain(issued.secret());
        assertThat(audited.toString()).doesNotContain(issued.secret());
        assertThat(issued.toString()).doesNotContain(issued.secret());
        assertThat(tokens.list())
                .singleElement()
                .satisfies(token -> assertThat(token.createdBy()).isEqualTo("admin"));
    }

    @Test
    void whatIsNoTokenIsNotEvenLookedFor() {
        rows.broken = true;
        assertThat(tokens.check("pgl_" + "x".repeat(49))).isInstanceOf(Check.Unknown.class);
        assertThat(tokens.check("")).isInstanceOf(Check.Unknown.class);
    }

    @Test
    void aTokenEndsWhenItShould() {
        Issued issued = tokens.create(
                new Wanted("ci", Role.VIEWER, List.of(), Optional.empty(), Optional.of(NOW.plusSeconds(60))), "admin");
        now = NOW.plusSeconds(59);
        assertThat(tokens.check(issued.secret())).isInstanceOf(Check.Valid.class);
        now = NOW.plusSeconds(60);
        assertThat(tokens.check(issued.secret())).isInstanceOf(Check.Expired.class);
        assertThat(tokens.list().get(0).expired(now)).isTrue();
    }

    @Test
    void aRevokedTokenIsKnownNoMore() {
        Issued one = tokens.create(wanted("one"), "admin");
        Issued two = tokens.create(wanted("two"), "admin");

        assertThat(tokens.revoke(one.token().id(), "root")).contains(one.token());
        assertThat(tokens.revoke("two", "root")).contains(two.token());
        assertThat(tokens.revoke("two", "root")).isEmpty();

        assertThat(tokens.check(one.secret())).isInstanceOf(Check.Unknown.class);
        assertThat(tokens.check(two.secret())).isInstanceOf(Check.Unknown.class);
        assertThat(audited)
                .extracting(entry -> entry.actor() + " " + entry.action() + " " + entry.subject())
                .containsExactly(
                        "admin token.create one",
                        "admin token.create two",
                        "root token.revoke one",
                        "root token.revoke two");
    }

    @Test
    void notesItsUseOnceAMinute() {
        Issued issued = tokens.create(wanted("ci"), "admin");
        assertThat(tokens.list().get(0).lastUsedAt()).isEmpty();
        now = NOW.plusSeconds(1);
        tokens.check(issued.secret());
        now = NOW.plusSeconds(30);
        tokens.check(issued.secret());
        assertThat(tokens.list().get(0).lastUsedAt()).contains(NOW.plusSeconds(1));
        now = NOW.plusSeconds(2).plus(StoredTokens.NOTED_EVERY);
        tokens.check(issued.secret());
        assertThat(tokens.list().get(0).lastUsedAt()).contains(now);
        assertThat(rows.touches).isEqualTo(2);
    }

    @Test
    void aUseThatCannotBeNotedKeepsNobodyOut() {
        Issued issued = tokens.create(wanted("ci"), "admin");
        now = NOW.plus(Duration.ofHours(1));
        rows.full = true;
        assertThat(tokens.check(issued.secret())).isInstanceOf(Check.Valid.class);
    }

    @Test
    void aRoleThatThisVersionDoesNotKnowOpensNothing() {
        Issued issued = tokens.create(wanted("ci"), "admin");
        rows.all.replaceAll(token -> new ApiToken(
                token.id(),
                token.name(),
                "EMPEROR",
                token.hash(),
                token.plugins(),
                token.forPlugin(),
                token.createdAt(),
                token.createdBy(),
                token.expiresAt(),
                token.lastUsedAt()));
        assertThat(tokens.check(issued.secret())).isInstanceOf(Check.Unknown.class);
    }

    @Test
    void refusesWhatWouldNotMakeSense() {
        tokens.create(wanted("taken"), "admin");
        for (String name : List.of(
                "",
                " ",
                "-x",
                "a b",
                "a:b",
                "admin",
                "Shell",
                "pergola",
                "x".repeat(65),
                "0123456789abcdef",
                "taken")) {
            assertThatThrownBy(() -> tokens.create(wanted(name), "admin"))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> tokens.create(
                        new Wanted("a", Role.VIEWER, List.of("../x"), Optional.empty(), Optional.empty()), "x"))
                .hasMessageContaining("plugin");
        List<String> many = Collections.nCopies(StoredTokens.MOST_PLUGINS + 1, "p");
        assertThatThrownBy(() -> tokens.create(
                        new Wanted("a", Role.VIEWER, List.of(), Optional.of("a b"), Optional.empty()), "x"))
                .hasMessageContaining("not valid");
        assertThatThrownBy(() ->
                        tokens.create(new Wanted("a", Role.VIEWER, many, Optional.empty(), Optional.empty()), "x"))
                .hasMessageContaining("100");
        assertThatThrownBy(() ->
                        tokens.create(new Wanted("a", Role.VIEWER, List.of(), Optional.empty(), Optional.of(NOW)), "x"))
                .hasMessageContaining("future");
        assertThat(rows.all).hasSize(1);
        assertThat(audited).hasSize(1);
    }

    private static final class Rows implements ApiTokens {
        final List<ApiToken> all = new ArrayList<>();
        boolean broken;
        boolean full;
        int touches;

        @Override
        public List<ApiToken> all() {
            return List.copyOf(all);
        }

        @Override
        public Optional<ApiToken> find(String id) {
            return all.stream().filter(token -> token.id().equals(id)).findFirst();
        }

        @Override
        public Optional<ApiToken> withHash(String hash) {
            if (broken) throw new StoreException("gone", new IllegalStateException());
            return all.stream().filter(token -> token.hash().equals(hash)).findFirst();
        }

        @Override
        public boolean add(ApiToken token) {
            if (all.stream().anyMatch(other -> other.name().equals(token.name()))) return false;
            return all.add(token);
        }

        @Override
        public void touch(String id, Instant when) {
            if (full) throw new StoreException("full", new IllegalStateException());
            touches++;
            all.replaceAll(token -> token.id().equals(id)
                    ? new ApiToken(
                            token.id(),
                            token.name(),
                            token.role(),
                            token.hash(),
                            token.plugins(),
                            token.forPlugin(),
                            token.createdAt(),
                            token.createdBy(),
                            token.expiresAt(),
                            when)
                    : token);
        }

        @Override
        public boolean remove(String id) {
            return all.removeIf(token -> token.id().equals(id));
        }
    }

    private final class Log implements AuditLog {
        @Override
        public void append(AuditEntry entry) {
            audited.add(entry);
        }

        @Override
        public List<AuditEntry> recent(String subject, int limit) {
            return audited;
        }
    }

    private static final class Direct implements Transactions {
        @Override
        public <T> T inTransaction(Supplier<T> work) {
            return work.get();
        }

        @Override
        public void afterCommit(Runnable action) {
            action.run();
        }
    }
}
