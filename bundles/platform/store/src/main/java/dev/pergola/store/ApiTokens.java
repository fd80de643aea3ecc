package dev.pergola.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The tokens of the HTTP API (R133), by their hashes. */
@ProviderType
public interface ApiTokens {
    /** All, ordered by name, those that have expired included. */
    List<ApiToken> all();

    /** The one of an id. */
    Optional<ApiToken> find(String id);

    /** The one of a hash. */
    Optional<ApiToken> withHash(String hash);

    /** Adds one; gives false, and adds nothing, where there is one of its id, name or hash. */
    boolean add(ApiToken token);

    /** Notes that one was used. */
    void touch(String id, Instant when);

    /** Removes one; gives false where it is not there. */
    boolean remove(String id);
}
