/** The prompt: reading lines with completion and history, and what belongs to it, such as help and exit. */
package dev.pergola.shell.internal.interactive;
