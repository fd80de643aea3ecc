package dev.pergola.lifecycle.internal;

import static dev.pergola.lifecycle.PluginState.ACTIVE;
import static dev.pergola.lifecycle.PluginState.FAILED;
import static dev.pergola.lifecycle.PluginState.INITIALIZING;
import static dev.pergola.lifecycle.PluginState.LOADED;
import static dev.pergola.lifecycle.PluginState.QUARANTINED;
import static dev.pergola.lifecycle.PluginState.STOPPING;
import static dev.pergola.lifecycle.PluginState.UNLOADED;

import dev.pergola.lifecycle.PluginState;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The one table of how a plugin may move from state to state (R18, R19). */
final class Transitions {
    private static final Map<PluginState, Set<PluginState>> ALLOWED = Map.of(
            UNLOADED, EnumSet.of(LOADED),
            LOADED, EnumSet.of(INITIALIZING, UNLOADED, FAILED, QUARANTINED),
            INITIALIZING, EnumSet.of(ACTIVE, FAILED, LOADED, UNLOADED),
            ACTIVE, EnumSet.of(STOPPING, FAILED),
            STOPPING, EnumSet.of(LOADED, UNLOADED, FAILED, QUARANTINED, ACTIVE),
            FAILED, EnumSet.of(INITIALIZING, LOADED, UNLOADED, QUARANTINED),
            QUARANTINED, EnumSet.of(LOADED, INITIALIZING, UNLOADED));

    private Transitions() {}

    static boolean allowed(PluginState from, PluginState to) {
        return ALLOWED.getOrDefault(from, Set.of()).contains(to);
    }

    static void check(String plugin, PluginState from, PluginState to) {
        if (!allowed(from, to)) {
            throw new IllegalStateException("The plugin " + plugin + " cannot go from " + from + " to " + to);
        }
    }
}
