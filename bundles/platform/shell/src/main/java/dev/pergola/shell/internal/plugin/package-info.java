/** The commands of the scope {@code plugin}. */
package dev.pergola.shell.internal.plugin;
