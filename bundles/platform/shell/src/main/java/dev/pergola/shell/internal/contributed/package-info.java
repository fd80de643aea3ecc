/**
 * The commands that plugins bring (R50, R151, R152). What a plugin's class says of its commands is read once, in a call
 * into the plugin, and kept as plain data; running one is a call as well. Nothing here holds a class, method or object
 * of a plugin, so that its class loader can go when the plugin does.
 */
package dev.pergola.shell.internal.contributed;
