/** Counts what happens to plugins: an event listener, and a task that tells what it heard. */
package dev.pergola.plugins.eventjournal;
