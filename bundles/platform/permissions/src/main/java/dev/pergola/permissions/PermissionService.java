package dev.pergola.permissions;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.store.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What operators see and decide (R126, R132, R133). Every decision is durable and audited when a method returns, holds for
 * plugins that run from that moment, and lets a version go on that was held for want of it. {@code actor} says who
 * decides. Names and targets that make no sense throw {@link InvalidPermissionException}.
 */
@ProviderType
public interface PermissionService {
    /** The vocabulary, by name. */
    List<PermissionDefinition> vocabulary();

    /** Whether this process holds plugins to what they were granted. */
    boolean enforced();

    /** All installed plugins, by id. */
    List<PluginPermissions> list();

    /** One plugin, installed or not; throws {@link PluginNotFoundException} where nothing is known of it. */
    PluginPermissions of(String pluginId);

    /**
     * Grants.
     *
     * @param target what it applies to; empty for all that the plugin asks for and nobody has decided, or else for what
     *     the vocabulary says
     */
    Change grant(String pluginId, String permission, String target, Terms terms, String actor);

    /** Grants all that a plugin asks for and nobody has decided. */
    Change approve(String pluginId, String actor);

    /** Refuses something that a plugin asks for, so that it can run without; an empty target means what it does above. */
    Change refuse(String pluginId, String permission, String target, String actor);

    /** Refuses all that a plugin asks for and nobody has decided. */
    Change refuseAll(String pluginId, String actor);

    /** Takes back what was granted within a target; an empty target stands for all of the permission. */
    Change revoke(String pluginId, String permission, String target, String actor);

    /** What publishers were granted and refused, by publisher. */
    List<PublisherDecision> publishers();

    /**
     * Grants something to all plugins that a publisher has signed, those that come later too; each no further than it asks
     * for.
     *
     * @param publisher the name that this site knows the publisher by, or the fingerprint of a key
     * @param target what it applies to; empty for what the vocabulary says
     */
    PublisherChange grantPublisher(String publisher, String permission, String target, Terms terms, String actor);

    /** Takes back what was granted to a publisher within a target; an empty target stands for all of the permission. */
    PublisherChange revokePublisher(String publisher, String permission, String target, String actor);

    /** What the site denies, the policy file's included. */
    List<PluginPermissions.Denial> denials();

    /**
     * Denies, whatever was and will be granted.
     *
     * @param plugins id of a plugin, the beginning of some followed by {@code *}, or {@code *} for all
     * @param target what it applies to; empty for all of the permission
     */
    void deny(String plugins, String permission, String target, String reason, String actor);

    /** Takes such a denial back; tells whether there was one. */
    boolean undeny(String plugins, String permission, String target, String actor);

    /** Why a plugin may do something or not, and what to do about it. */
    String explain(String pluginId, String permission, String target);

    /** Who decided what about a plugin, newest first; about all where the id is empty. */
    List<AuditEntry> audit(String pluginId, int limit);

    /**
     * On what terms something is granted.
     *
     * @param until until when; empty for good
     * @param tier the only tier in which it holds, {@code in-process} or {@code sandbox}; empty for every tier
     * @param isolation how far the process has to be isolated at least for it to hold, {@code C}, {@code B} or {@code A};
     *     empty for no matter
     * @param reason why, for the audit log; may be empty
     */
    record Terms(Optional<Instant> until, String tier, String isolation, String reason) {
        /** For good and everywhere. */
        public static final Terms FOR_GOOD = new Terms(Optional.empty(), "", "", "");
    }

    /** What was decided about the plugins of a publisher. */
    record PublisherDecision(String publisher, PluginPermissions.Decision decision) {}

    /**
     * What came of a decision about a publisher.
     *
     * @param now what is decided about this publisher now
     * @param notes what the operator should know of it
     * @param deployments what became of versions that had been held, where they could go on
     */
    record PublisherChange(List<PublisherDecision> now, List<String> notes, List<DeploymentReport> deployments) {
        /** Copies. */
        public PublisherChange {
            now = List.copyOf(now);
            notes = List.copyOf(notes);
            deployments = List.copyOf(deployments);
        }
    }

    /**
     * What came of a decision.
     *
     * @param now how it stands now
     * @param notes what the operator should know of it
     * @param deployment what became of a version that had been held, where it could go on
     */
    record Change(PluginPermissions now, List<String> notes, Optional<DeploymentReport> deployment) {
        /** Copies. */
        public Change {
            notes = List.copyOf(notes);
        }
    }
}
