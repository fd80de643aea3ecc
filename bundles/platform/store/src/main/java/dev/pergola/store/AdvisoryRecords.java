package dev.pergola.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** What is known to be unsafe: advisories, found by the packages that they are about. */
@ProviderType
public interface AdvisoryRecords {
    /** Adds advisories in one transaction, each replacing an older one of its id. */
    void save(Collection<AdvisoryRecord> advisories);

    /** One advisory. */
    Optional<AdvisoryRecord> find(String id);

    /** The advisories about any of some packages, by id. */
    List<AdvisoryRecord> about(Collection<String> packages);

    /** Advisories by id, from one on, at most so many. */
    List<AdvisoryRecord> list(String from, int limit);

    /** How many there are, and how fresh they are. */
    Summary summary();

    /**
     * An advisory.
     *
     * @param id its id
     * @param modifiedAt when its author last changed it
     * @param importedAt when it came here
     * @param packages what it is about, such as {@code org.example:library}
     * @param record the whole of it, in the OSV format; of one that is listed or found, the packages are in here alone
     */
    record AdvisoryRecord(
            String id, Instant modifiedAt, Instant importedAt, Set<String> packages, Map<String, Object> record) {
        /** Copies. */
        public AdvisoryRecord {
            packages = Set.copyOf(packages);
        }
    }

    /**
     * All advisories at a glance.
     *
     * @param count how many
     * @param lastModified when the newest was changed by its author; empty for none
     * @param lastImported when the last came here; empty for none
     */
    record Summary(long count, Optional<Instant> lastModified, Optional<Instant> lastImported) {}
}
