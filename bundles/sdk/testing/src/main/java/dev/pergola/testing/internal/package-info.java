/** How the runtime of a test is put together from its class path. */
package dev.pergola.testing.internal;
