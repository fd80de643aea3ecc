/**
 * The server: its settings, the servlets that carry the routes, who may call them, and when the whole is ready. The
 * server itself is Felix HTTP, configured here and found through the OSGi whiteboard.
 */
package dev.pergola.http.internal.server;
