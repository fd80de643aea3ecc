/** Samples the load of the JVM: a background service with a thread of its own, state, and events. */
package dev.pergola.plugins.heartbeat;
