/** Calls into plugins, as the commands make them: waiting with progress, Ctrl-C, and how results are shown. */
package dev.pergola.shell.internal.call;
