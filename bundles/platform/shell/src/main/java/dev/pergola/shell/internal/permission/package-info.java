/** The commands of the scope {@code permission}. They are there where the bundle that decides on permissions is. */
package dev.pergola.shell.internal.permission;
