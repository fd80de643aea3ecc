package dev.pergola.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What was decided about something that a plugin asked for (R126, R132).
 *
 * @param pluginId the plugin; empty for every plugin of the publisher
 * @param publisher name of the publisher, or fingerprint of the key, that has to have signed the plugin; empty for anybody
 * @param permission name of the permission
 * @param target what it applies to, may be empty
 * @param tier the only tier it holds in; empty for every tier
 * @param isolation how far the process has to be isolated at least, {@code C}, {@code B} or {@code A}; empty for no matter
 * @param granted whether it was granted; if not, it was looked at and refused, and need not be asked again, or it was granted
 *     until a time that is over, see {@link #hasEnded}
 * @param grantedBy who decided: an operator, or the rule of the site that did
 * @param grantedAt when
 * @param expiresAt until when it holds, or held; empty for good, and for what was refused
 */
public record PermissionDecision(
        String pluginId,
        String publisher,
        String permission,
        String target,
        String tier,
        String isolation,
        boolean granted,
        String grantedBy,
        Instant grantedAt,
        Optional<Instant> expiresAt) {

    /** A grant as it is once its time is over. */
    public PermissionDecision ended() {
        return new PermissionDecision(
                pluginId, publisher, permission, target, tier, isolation, false, grantedBy, grantedAt, expiresAt);
    }

    /** Whether it was a grant whose time is over. That stays so, whatever a clock says later. */
    public boolean hasEnded() {
        return !granted && expiresAt.isPresent();
    }
}
