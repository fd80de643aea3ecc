/** A plugin that does what takes permissions, over and over, and the same code without any framework. */
package dev.pergola.benchmarks.guarded;
