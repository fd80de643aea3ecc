package dev.pergola.store;

import java.time.Instant;

/**
 * A version of a plugin that was taken out of service, until a person says otherwise.
 *
 * @param pluginId the plugin
 * @param version OSGi version
 * @param code the problem's code
 * @param message what is wrong
 * @param remedy what to do about it
 * @param actor who took it out
 * @param since when
 */
public record Quarantine(
        String pluginId, String version, String code, String message, String remedy, String actor, Instant since) {}
