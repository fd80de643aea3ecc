/** What is put into the plugins that are deployed: into Pergola's, and where it is not Pergola's own, into Karaf's. */
package dev.pergola.benchmarks.plugin;
