package dev.pergola.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A token, as it may be shown: not what makes it one.
 *
 * @param id what it is called by programs
 * @param name who bears it, for people and for the audit log
 * @param role what its bearer may do
 * @param plugins the plugins that it is limited to; empty for all
 * @param forPlugin the plugin that bears it, and whose requests to the API are those with this token; empty where
 *     somebody else does
 * @param createdAt when it was made
 * @param createdBy who made it
 * @param expiresAt when it ends, where it does by itself
 * @param lastUsedAt when it was last used, to the minute; empty where never
 */
public record Token(
        String id,
        String name,
        Role role,
        List<String> plugins,
        Optional<String> forPlugin,
        Instant createdAt,
        String createdBy,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt) {
    /** Copies. */
    public Token {
        plugins = List.copyOf(plugins);
    }

    /** Whether it has ended by itself. */
    public boolean expired(Instant now) {
        return expiresAt.filter(end -> !end.isAfter(now)).isPresent();
    }
}
