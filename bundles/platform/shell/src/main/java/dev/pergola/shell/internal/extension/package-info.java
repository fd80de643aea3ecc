/** The commands of the scope {@code extension}. */
package dev.pergola.shell.internal.extension;
