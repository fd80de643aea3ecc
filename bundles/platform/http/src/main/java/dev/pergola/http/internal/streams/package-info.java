/**
 * Answers that do not end: events and log lines, over Server-Sent Events or a WebSocket. No thread waits for a client,
 * and no client makes anybody wait: one that does not keep up is let go, and can come back for what it missed.
 */
package dev.pergola.http.internal.streams;
