package dev.pergola.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A token of the HTTP API, without what makes it one.
 *
 * @param id what it is called by programs
 * @param name what it is called by people, and in the audit log; no two have the same
 * @param role what it may do
 * @param hash SHA-256 of the token, lower-case hexadecimal
 * @param plugins the plugins that it is limited to; empty for all
 * @param forPlugin the plugin that it was given to; empty where it was to somebody else
 * @param createdAt when it was made
 * @param createdBy who made it
 * @param expiresAt when it ends, where it does by itself
 * @param lastUsedAt when it was last used, about; the time of its making where never
 */
public record ApiToken(
        String id,
        String name,
        String role,
        String hash,
        List<String> plugins,
        Optional<String> forPlugin,
        Instant createdAt,
        String createdBy,
        Optional<Instant> expiresAt,
        Instant lastUsedAt) {
    /** Copies. */
    public ApiToken {
        plugins = List.copyOf(plugins);
    }
}
