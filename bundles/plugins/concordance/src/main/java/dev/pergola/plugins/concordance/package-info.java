/** Makes up a large text and indexes it in memory: much work for a heap, and some for a disk. */
package dev.pergola.plugins.concordance;
