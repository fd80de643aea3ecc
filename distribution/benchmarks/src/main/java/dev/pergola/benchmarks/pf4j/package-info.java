/** The plugin of PF4J that stands for ours: an extension point, and an extension that goes into its jar. */
package dev.pergola.benchmarks.pf4j;
