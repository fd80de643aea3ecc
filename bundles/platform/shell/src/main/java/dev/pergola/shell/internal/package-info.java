/**
 * The operator's shell. {@code command} is what every command is made of: its specification, from which parsing, help
 * and completion follow. {@code plugin} and {@code extension} hold the platform's commands, {@code contributed} brings
 * those of plugins, and {@code interactive} is the prompt. Everything a command does, it does through the doors of
 * other bundles: there is nothing here that the HTTP API could not do as well.
 */
package dev.pergola.shell.internal;
