package dev.pergola.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Findings about a jar that somebody took the responsibility for. */
@ProviderType
public interface OverrideRecords {
    /** All, newest first. */
    List<OverrideRecord> all();

    /** Those of one jar, newest first. */
    List<OverrideRecord> of(String digest);

    /** Adds one; gives it with its number. */
    OverrideRecord add(OverrideRecord override);

    /** Removes one; gives what was removed. */
    Optional<OverrideRecord> remove(long id);

    /**
     * An accepted finding.
     *
     * @param id its number; 0 before
     * @param digest SHA-256 of the jar
     * @param rule the rule whose finding is accepted
     * @param author who accepted it
     * @param reason why
     * @param createdAt when
     * @param expiresAt until when it counts
     */
    record OverrideRecord(
            long id, String digest, String rule, String author, String reason, Instant createdAt, Instant expiresAt) {}
}
