/** A plugin whose calls are made in a sandbox and out of it, and the same work in a program of its own. */
package dev.pergola.benchmarks.boxed;
