package dev.pergola.http.internal.api;

/**
 * Who calls.
 *
 * @param name name for the audit log
 * @param role what they may do
 */
public record Principal(String name, Role role) {
    /** Somebody who showed no token. */
    public static final Principal NOBODY = new Principal("anonymous", Role.ANYONE);
}
