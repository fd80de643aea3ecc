package dev.pergola.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The calls that were made into plugins. */
@ProviderType
public interface ExecutionLog {
    /** Adds calls, in one go. */
    void append(List<ExecutionRecord> records);

    /** One call. */
    Optional<ExecutionRecord> find(String id);

    /** The latest calls of a plugin, newest first; of all plugins where the id is empty. */
    List<ExecutionRecord> recent(String pluginId, int limit);

    /** Removes calls that began before some time, and all but about {@code most} of the newest; tells how many. */
    int prune(Instant before, long most);
}
