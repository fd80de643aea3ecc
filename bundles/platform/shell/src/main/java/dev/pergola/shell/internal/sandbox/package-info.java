/** {@code sandbox:list} and {@code sandbox:end}. Not there where the bundle of the sandboxes is not. */
package dev.pergola.shell.internal.sandbox;
