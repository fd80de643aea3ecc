/** Deeds of a malicious plugin, each by its name, to see each of them stopped. */
package dev.pergola.plugins.hostile;
