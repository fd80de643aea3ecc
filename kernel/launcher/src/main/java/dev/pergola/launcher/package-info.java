/**
 * What must exist before the first bundle: {@code main()}, which resolves the configuration, starts Felix with the
 * bundles that the configuration lists, says when it is ready and stops it cleanly; and the commands that talk to a
 * running instance. Knows no platform bundle by name. {@link dev.pergola.launcher.Kernel} may be embedded.
 */
package dev.pergola.launcher;
