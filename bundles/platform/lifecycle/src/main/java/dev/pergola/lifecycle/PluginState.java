package dev.pergola.lifecycle;

/** Where a plugin is in its life (R16, R17). */
public enum PluginState {
    /** Not there, or not any more. */
    UNLOADED,
    /** Installed, and not running: disabled, or waiting for something that {@code explain} names. */
    LOADED,
    /** Starting: its bundle starts, its hooks initialize, its health is checked. */
    INITIALIZING,
    /** Serving. */
    ACTIVE,
    /** Draining its calls and stopping. */
    STOPPING,
    /** Did not start, or broke. */
    FAILED,
    /** Kept from running by the platform, after repeated failures or violations, until an operator says otherwise. */
    QUARANTINED
}
