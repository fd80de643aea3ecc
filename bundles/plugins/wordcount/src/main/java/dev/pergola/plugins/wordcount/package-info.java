/** Counts words and measures how a text reads: a task processor that the operator can configure. */
package dev.pergola.plugins.wordcount;
