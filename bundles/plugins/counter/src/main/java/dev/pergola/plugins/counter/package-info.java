/** Counts, and remembers: a task processor over the plugin's durable state, and a health check that guards it. */
package dev.pergola.plugins.counter;
