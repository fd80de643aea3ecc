package dev.pergola.permissions;

import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.lifecycle.Problem;
import java.security.Permission;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Answers what a plugin may do (R130). For code of the platform that does something for a plugin; what plugins do by
 * themselves is checked without it. Names and targets are those of the vocabulary; those that make no sense throw {@link
 * InvalidPermissionException}.
 */
@ProviderType
public interface Permissions {
    /** Whether a plugin that runs may do something: it asked for it, it was granted, and it is not denied. */
    boolean check(String pluginId, String permission, String target);

    /**
     * The same for who cannot go on otherwise.
     *
     * @throws SecurityException saying what is missing, and what to do about it
     */
    void require(String pluginId, String permission, String target);

    /** What is wrong with requests, as a plugin's manifest has them; empty where all is well (R125). */
    List<Problem> validate(List<PermissionRequest> required);

    /** Those of the requests that a plugin may not do, or not all of; empty where it may do all (R129). */
    List<PermissionRequest> missing(String pluginId, List<PermissionRequest> required);

    /** Why a plugin may do something or not, and what to do about it. */
    String explain(String pluginId, String permission, String target);

    /** The same for a permission of Java or OSGi that was just denied; never throws. */
    String explainDenied(String pluginId, Permission permission);
}
