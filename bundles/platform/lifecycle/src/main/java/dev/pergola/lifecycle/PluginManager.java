package dev.pergola.lifecycle;

import dev.pergola.api.PluginNotFoundException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Installs, updates, stops and removes plugins (R2, R12, R15). Operations on one plugin happen one after the other, in
 * the order in which they were asked for; each returns when it has ended, and each is idempotent. None throws because of
 * what a plugin did: that is in the report. {@code actor} says who asks, for the audit log. Where a method names a plugin
 * that is not installed it throws {@link PluginNotFoundException}.
 */
@ProviderType
public interface PluginManager {
    /** The installed plugins, every version, ordered by id and version. */
    List<PluginInfo> list();

    /** The current version of a plugin, or the newest where none is current. */
    Optional<PluginInfo> find(String pluginId);

    /** All installed versions of a plugin, highest first. */
    List<PluginInfo> versions(String pluginId);

    /** The shared libraries. */
    List<LibraryInfo> libraries();

    /** The jars that wait for somebody to decide, ordered by id and version. */
    List<HeldInfo> held();

    /**
     * Installs a jar: a new plugin, another version of one that is there, or a library.
     *
     * @param jar where it is; it is copied, and stays where it is
     */
    DeploymentReport install(Path jar, InstallOptions options, String actor);

    /** The same for a jar behind an http, https or file URL. */
    DeploymentReport install(URI jar, InstallOptions options, String actor);

    /** Starts a plugin that was disabled, failed or quarantined, and keeps it started across restarts. */
    DeploymentReport enable(String pluginId, String actor);

    /** Stops a plugin and keeps it stopped across restarts. */
    DeploymentReport disable(String pluginId, String actor);

    /** Replaces a plugin by a fresh instance of the same jar, as an update would. */
    DeploymentReport reload(String pluginId, String actor);

    /**
     * Goes back to an earlier version whose jar is still kept.
     *
     * @param version the version; empty for the one before
     * @param keepState whether the state stays as it is instead of going back to the snapshot of that version
     */
    DeploymentReport rollback(String pluginId, Optional<String> version, boolean keepState, String actor);

    /**
     * Removes a plugin. With its last version goes what a later plugin of the same id is not to find, unless it is kept.
     *
     * @param version one version; empty for all
     * @param keep what stays for a later installation
     */
    DeploymentReport uninstall(String pluginId, Optional<String> version, Set<Keep> keep, String actor);

    /**
     * Takes a plugin out of service until an operator enables it, across restarts.
     *
     * @param problem why, and what to do about it; shown until then
     */
    DeploymentReport quarantine(String pluginId, Problem problem, String actor);

    /**
     * Runs the checks again for what is held of a plugin or library, and goes on with its deployment where they pass now.
     * Where they do not, it stays held, and the report says why.
     */
    DeploymentReport reconsider(String pluginId, String actor);

    /** What installing a jar would do. */
    Plan planInstall(Path jar);

    /** What an operation on an installed plugin would do: enable, disable, reload, rollback, uninstall. */
    Plan plan(String operation, String pluginId);

    /** Why a plugin, or a file in a plugin directory, is as it is. */
    Explanation explain(String pluginIdOrFile);

    /** A plugin's configuration. */
    ConfigurationView configuration(String pluginId);

    /**
     * Replaces a plugin's configuration; throws {@link InvalidConfigurationException} where it does not fit. The plugin's
     * components have taken it up when this returns, unless {@link ConfigurationView#underWay} says otherwise.
     */
    ConfigurationView configure(String pluginId, Map<String, Object> values, String actor);

    /** What may outlive a plugin. */
    enum Keep {
        /** State, data directory and configuration. */
        STATE,
        /** What it was granted and refused. */
        PERMISSIONS
    }

    /**
     * How to install.
     *
     * @param enable whether to start it
     * @param sideBySide whether to leave the current version current, and run this one beside it
     * @param configuration configuration to set before it starts; empty for none
     * @param source where the jar came from, to be noted; empty for the path or URL that is given. What was uploaded is
     *     {@code upload:<file name>}
     */
    record InstallOptions(boolean enable, boolean sideBySide, Map<String, Object> configuration, String source) {
        /** From the path or URL that is given. */
        public InstallOptions(boolean enable, boolean sideBySide, Map<String, Object> configuration) {
            this(enable, sideBySide, configuration, "");
        }

        /** Start it and make it current. */
        public static final InstallOptions DEFAULT = new InstallOptions(true, false, Map.of());
    }
}
