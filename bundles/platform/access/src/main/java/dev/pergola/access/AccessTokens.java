package dev.pergola.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The tokens that were given out. */
@ProviderType
public interface AccessTokens {
    /** All of them, ordered by name, those that have expired included. */
    List<Token> list();

    /**
     * Makes a token.
     *
     * @param wanted what it is to be
     * @param actor who makes it, for the audit log
     * @return the token, with its secret: the only time that anybody sees that
     * @throws IllegalArgumentException saying what is wrong with what is wanted; its name may be taken
     */
    Issued create(Wanted wanted, String actor);

    /**
     * Revokes a token: from now on nobody knows it.
     *
     * @param id its id or its name
     * @param actor who revokes it, for the audit log
     * @return what it was; empty where there is none
     */
    Optional<Token> revoke(String id, String actor);

    /** Whose secret it is. Notes that the token was used. */
    Check check(String secret);

    /**
     * A token that somebody wants.
     *
     * @param name its name: letters, digits and {@code . _ @ -}, at most 64 of them
     * @param role its role
     * @param plugins the plugins that it is to be limited to; empty for all
     * @param forPlugin the plugin that is to bear it; empty for anybody else
     * @param expiresAt when it is to end, where it is
     */
    record Wanted(
            String name, Role role, List<String> plugins, Optional<String> forPlugin, Optional<Instant> expiresAt) {
        /** Copies. */
        public Wanted {
            plugins = List.copyOf(plugins);
        }
    }

    /**
     * A token that was made.
     *
     * @param token the token
     * @param secret what its bearer has to show; kept nowhere
     */
    record Issued(Token token, String secret) {
        /** Without the secret, which must not get into a log. */
        @Override
        public String toString() {
            return "Issued[" + token + "]";
        }
    }

    /** What a secret is. */
    sealed interface Check {
        /**
         * That of a token.
         *
         * @param token the token
         */
        record Valid(Token token) implements Check {}

        /**
         * That of a token that has ended.
         *
         * @param token the token
         */
        record Expired(Token token) implements Check {}

        /** Nobody's, or that of a token that was revoked. */
        record Unknown() implements Check {}
    }
}
