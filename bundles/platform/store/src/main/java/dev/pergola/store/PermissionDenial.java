package dev.pergola.store;

import java.time.Instant;

/**
 * What nobody is to be granted, whatever else was decided.
 *
 * @param plugins id of a plugin, the beginning of some followed by {@code *}, or {@code *} for all
 * @param permission name of the permission
 * @param target what it applies to, may be empty
 * @param reason why, for people; may be empty
 * @param deniedBy who said so
 * @param deniedAt when
 */
public record PermissionDenial(
        String plugins, String permission, String target, String reason, String deniedBy, Instant deniedAt) {}
