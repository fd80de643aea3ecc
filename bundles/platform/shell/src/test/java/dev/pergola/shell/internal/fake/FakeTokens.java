package dev.pergola.shell.internal.fake;

import dev.pergola.access.AccessTokens;
import dev.pergola.access.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tokens in memory. */
public final class FakeTokens implements AccessTokens {
    public final List<Token> all = new ArrayList<>();

    @Override
    public List<Token> list() {
        return List.copyOf(all);
    }

    @Override
    public Issued create(Wanted wanted, String actor) {
        if (all.stream().anyMatch(token -> token.name().equals(wanted.name()))) {
            throw new IllegalArgumentException("There is a token '" + wanted.name() + "' already.");
        }
        Token token = new Token(
                "id" + all.size(),
                wanted.name(),
                wanted.role(),
                wanted.plugins(),
                wanted.forPlugin(),
                Instant.EPOCH,
                actor,
                wanted.expiresAt(),
                Optional.empty());
        all.add(token);
        return new Issued(token, "pgl_secret" + all.size());
    }

    @Override
    public Optional<Token> revoke(String id, String actor) {
        Optional<Token> found = all.stream()
                .filter(token -> token.id().equals(id) || token.name().equals(id))
                .findFirst();
        found.ifPresent(all::remove);
        return found;
    }

    @Override
    public Check check(String secret) {
        throw new UnsupportedOperationException("The shell checks nobody's token");
    }
}
