/**
 * What a plugin is brought up in within a sandbox: plain class loaders, which is enough for most and costs little, or an OSGi
 * framework, where a component needs one. Either holds the plugin to the same rows of permissions.
 */
@NullMarked
package dev.pergola.worker.host;

import org.jspecify.annotations.NullMarked;
