package dev.pergola.api;

import java.util.Locale;

/** How a call into a plugin ended. */
public enum Status {
    /** The plugin answered. */
    SUCCESS,
    /** The plugin threw. */
    FAILED,
    /** The deadline passed before the plugin answered. */
    TIMEOUT,
    /** The plugin used more than its quota of a resource. */
    RESOURCE_LIMIT_EXCEEDED,
    /** The plugin tried something that it has no permission for. */
    SECURITY_VIOLATION,
    /** The caller cancelled the call, or the platform stopped. */
    CANCELLED,
    /** The platform did not make the call: no such plugin, too many calls at once, circuit open, wrong input. */
    REJECTED;

    /** The name on the wire, such as {@code resource_limit_exceeded}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
