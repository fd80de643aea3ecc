package dev.pergola.store;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Who did what, when (R134). Rows are added and never changed. */
@ProviderType
public interface AuditLog {
    /** Adds an entry; its id does not matter. */
    void append(AuditEntry entry);

    /** The latest entries about a subject, newest first; of all subjects where it is empty. */
    List<AuditEntry> recent(String subject, int limit);
}
