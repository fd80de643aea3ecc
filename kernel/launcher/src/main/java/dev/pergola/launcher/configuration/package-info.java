/**
 * The typed configuration: one table of keys ({@link dev.pergola.launcher.configuration.ConfigurationKeys}), from which
 * the validation, the commented example file and the reference guide all follow, and the {@link
 * dev.pergola.launcher.configuration.Settings} that the file, the environment and the command line resolve to.
 */
package dev.pergola.launcher.configuration;
