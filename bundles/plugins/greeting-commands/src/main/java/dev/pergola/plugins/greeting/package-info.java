/** Shell commands of a plugin: one that could not be smaller, and one with options, progress and cancellation. */
package dev.pergola.plugins.greeting;
