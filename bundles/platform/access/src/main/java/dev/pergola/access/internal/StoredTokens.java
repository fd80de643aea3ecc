package dev.pergola.access.internal;

import dev.pergola.access.AccessTokens;
import dev.pergola.access.Role;
import dev.pergola.access.Token;
import dev.pergola.store.ApiToken;
import dev.pergola.store.ApiTokens;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.StoreException;
import dev.pergola.store.Transactions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens in the store. A change and its entry in the audit log are one transaction. */
@Component
public final class StoredTokens implements AccessTokens {
    /** A use is noted no more often than this: a write for each request would be the dearest part of many. */
    static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    static final int MOST_PLUGINS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(StoredTokens.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern PLUGIN = Pattern.compile("[A-Za-z0-9._-]{1,255}");
    /** Names that mean somebody else in the audit log. */
    private static final Set<String> RESERVED = Set.of("admin", "anonymous", "pergola", "shell", "plugin");

    private final ApiTokens tokens;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** In the store. */
    @Activate
    public StoredTokens(@Reference ApiTokens tokens, @Reference AuditLog audit, @Reference Transactions transactions) {
        this(tokens, audit, transactions, Clock.systemUTC());
    }

    StoredTokens(ApiTokens tokens, AuditLog audit, Transactions transactions, Clock clock) {
        this.tokens = tokens;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public List<Token> list() {
        return tokens.all().stream().map(StoredTokens::shown).toList();
    }

    @Override
    public Issued create(Wanted wanted, String actor) {
        Instant now = clock.instant();
        check(wanted, now);
        String secret = Secrets.make(random);
        ApiToken made = new ApiToken(
                id(),
                wanted.name(),
                wanted.role().name(),
                Secrets.hash(secret),
                wanted.plugins(),
                wanted.forPlugin(),
                now,
                actor,
                wanted.expiresAt(),
                now);
        transactions.inTransaction(() -> {
            if (!tokens.add(made)) {
                throw new IllegalArgumentException("There is a token '" + wanted.name()
                        + "' already. Choose another name, or revoke that one first.");
            }
            note("token.create", made, actor, now);
        });
        return new Issued(shown(made), secret);
    }

    private static void check(Wanted wanted, Instant now) {
        String name = wanted.name();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a token has 1 to 64 letters, digits and any of . _ @ -, and "
                            + "begins with a letter or digit.");
        }
        if (ID.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a token cannot look like the id of one: 16 digits and a to f.");
        }
        if (RESERVED.stream().anyMatch(name::equalsIgnoreCase)) {
            throw new IllegalArgumentException(
                    "No token can be called '" + name + "': in the audit log that is somebody else.");
        }
        if (wanted.plugins().size() > MOST_PLUGINS) {
            throw new IllegalArgumentException(
                    "A token is limited to at most " + MOST_PLUGINS + " plugins, or to none.");
        }
        boolean odd = Stream.concat(wanted.plugins().stream(), wanted.forPlugin().stream())
                .anyMatch(plugin -> !PLUGIN.matcher(plugin).matches());
        if (odd) throw new IllegalArgumentException("A plugin's id is not valid.");
        if (wanted.expiresAt().filter(end -> !end.isAfter(now)).isPresent()) {
            throw new IllegalArgumentException("A token has to expire in the future, or never.");
        }
    }

    @Override
    public Optional<Token> revoke(String id, String actor) {
        return transactions.inTransaction(() -> {
            Optional<ApiToken> found = tokens.all().stream()
                    .filter(token -> token.id().equals(id) || token.name().equals(id))
                    .findFirst();
            if (found.isEmpty() || !tokens.remove(found.get().id())) return Optional.<Token>empty();
            note("token.revoke", found.get(), actor, clock.instant());
            return found.map(StoredTokens::shown);
        });
    }

    private void note(String action, ApiToken token, String actor, Instant now) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("id", token.id());
        detail.put("role", token.role());
        detail.put("plugins", token.plugins());
        token.forPlugin().ifPresent(plugin -> detail.put("for_plugin", plugin));
        token.expiresAt().ifPresent(end -> detail.put("expires_at", end.toString()));
        audit.append(new AuditEntry(0, now, actor, action, token.name(), "ok", detail));
    }

    @Override
    public Check check(String secret) {
        if (!Secrets.isWellFormed(secret)) return new Check.Unknown();
        Optional<ApiToken> found = tokens.withHash(Secrets.hash(secret));
        if (found.isEmpty() || Role.named(found.get().role()).isEmpty()) return new Check.Unknown();
        Instant now = clock.instant();
        Token token = shown(found.get());
        if (token.expired(now)) return new Check.Expired(token);
        boolean noted = token.lastUsedAt()
                .filter(last -> !last.plus(NOTED_EVERY).isBefore(now))
                .isPresent();
        if (!noted) noteUse(token, now);
        return new Check.Valid(token);
    }

    private void noteUse(Token token, Instant now) {
        try {
            tokens.touch(token.id(), now);
        } catch (StoreException e) {
            LOG.warn("Could not note that the token {} was used: {}", token.name(), e.getMessage());
        }
    }

    private String id() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Token shown(ApiToken token) {
        return new Token(
                token.id(),
                token.name(),
                Role.named(token.role()).orElse(Role.VIEWER),
                token.plugins(),
                token.forPlugin(),
                token.createdAt(),
                token.createdBy(),
                token.expiresAt(),
                Optional.of(token.lastUsedAt()).filter(used -> used.isAfter(token.createdAt())));
    }
}
