/**
 * What a command is made of. A {@link dev.pergola.shell.internal.command.ShellCommand} says what it takes in a
 * {@link dev.pergola.shell.internal.command.CommandSpec}, gets it parsed in an
 * {@link dev.pergola.shell.internal.command.Invocation}, writes to a {@link dev.pergola.shell.internal.command.Screen}
 * and fails with a {@link dev.pergola.shell.internal.command.CommandFailure}.
 */
package dev.pergola.shell.internal.command;
