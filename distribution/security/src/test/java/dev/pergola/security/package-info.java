/** Proves on the real archive that plugins are held to their permissions (R118, R119, R330, R334, R337). */
package dev.pergola.security;
