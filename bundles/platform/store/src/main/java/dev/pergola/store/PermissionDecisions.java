package dev.pergola.store;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What operators granted, refused and denied (R132). */
@ProviderType
public interface PermissionDecisions {
    /** All decisions about all plugins, by plugin, permission and target. */
    List<PermissionDecision> all();

    /** The decisions about one plugin, by permission and target. */
    List<PermissionDecision> of(String pluginId);

    /** Adds a decision, or replaces the one about the same plugin, publisher, permission, target, tier and isolation. */
    void save(PermissionDecision decision);

    /** Notes that the time of a grant is over; not where something else has been decided since. */
    void end(PermissionDecision granted);

    /** Forgets a plugin. What its publisher was granted, and denials that name it, stay. */
    void remove(String pluginId);

    /** What is denied, by plugins, permission and target. */
    List<PermissionDenial> denials();

    /** Adds a denial, or replaces the one of the same plugins, permission and target. */
    void deny(PermissionDenial denial);

    /** Takes a denial back; tells whether there was one. */
    boolean undeny(String plugins, String permission, String target);
}
