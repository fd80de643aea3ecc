package dev.pergola.lifecycle;

import dev.pergola.api.PluginMetadata;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides, before a jar is installed, whether what it asks for has been granted, and holds its bundle to that. Offered as
 * an OSGi service by the bundle that enforces permissions; where there is none, permissions are recorded and not enforced,
 * and every listing says so.
 */
@ConsumerType
public interface PermissionPolicy {
    /** The verdict: {@link Verdict.Hold} where an operator has to approve first. */
    Verdict decide(Candidate candidate);

    /**
     * A bundle is about to be installed: what it may do has to be in force when this returns. Called for every bundle that
     * comes through the pipeline, whenever it is installed in the framework: when it is new, and at each start of the
     * runtime, of the plugin, and of what it depends on. Where this throws, the bundle is not installed.
     *
     * @param metadata what the jar says of itself; empty for a library
     * @param digest SHA-256 of the jar
     * @param location the bundle's location, which no other bundle has had since the runtime started
     */
    void admit(Optional<PluginMetadata> metadata, String digest, String location);

    /**
     * Fingerprint of the key whose good signature a jar has, as {@link Provenance} has it; empty where it has none, or where
     * the key has been revoked since. It becomes the end of the bundle's location, where permissions find it.
     */
    default Optional<String> signer(String digest) {
        return Optional.empty();
    }

    /** Whom the jar at a location comes from, as far as is known now: keys are trusted and revoked at any time. */
    default Provenance provenance(String location) {
        return Provenance.UNKNOWN;
    }

    /**
     * The bundle is gone, or did not come: nothing runs at that location any more. Not called for what runs when the
     * runtime is killed.
     */
    void dismiss(String location);

    /**
     * A plugin is uninstalled, every version of it: what it was granted and refused is forgotten, as a later plugin of the
     * same id may be another's. Called within the transaction that uninstalls it. Not called for an update, nor where a
     * file has vanished, which may come back.
     */
    default void forget(String pluginId, String actor) {}

    /**
     * Makes sure that whoever calls a plugin has a permission that this plugin defines. Called by the code of the plugin, on
     * its thread: asks about everybody on the stack but the plugin itself.
     *
     * @param pluginId the plugin that asks
     * @throws SecurityException where one of them has not
     * @throws IllegalArgumentException where the plugin defines no such permission
     */
    default void requireOfCallers(String pluginId, String permission, String target) {}

    /** The same as a question. */
    default boolean callersMay(String pluginId, String permission, String target) {
        return true;
    }

    /** Whether what it grants, and nothing else, is what plugins of this process can do. */
    boolean enforced();
}
