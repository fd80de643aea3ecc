package dev.pergola.api;

import java.util.Locale;

/** Why the platform, or the plugin, refused a call that ended as {@link Status#REJECTED}. */
public enum Refusal {
    /** No such plugin, or no such version of it, is active. */
    NOT_ACTIVE,
    /** The plugin is there, and is being stopped or replaced: it takes no more calls. */
    STOPPING,
    /** The plugin has nothing that takes this call: no such extension, or none for this type of task. */
    NOT_SUPPORTED,
    /** The plugin does not take this input. */
    INVALID_INPUT,
    /** Too many calls run at once: later it may work. */
    BUSY,
    /** Calls that were given up still occupy the plugin: nothing gets better until it is reloaded. */
    STUCK,
    /** The circuit breaker is open, after too many failures in a row. */
    CIRCUIT_OPEN;

    /** The name on the wire, such as {@code circuit_open}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
