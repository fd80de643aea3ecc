/** What the runtime measures. */
package dev.pergola.shell.internal.metric;
