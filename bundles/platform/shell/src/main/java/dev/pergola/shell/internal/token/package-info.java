/** The commands of the scope {@code token}. */
package dev.pergola.shell.internal.token;
