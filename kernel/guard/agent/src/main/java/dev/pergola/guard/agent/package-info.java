/**
 * The Java agent that has the JDK ask the guard. {@code operations.txt} is the table: one row for each operation, in
 * groups. {@link dev.pergola.guard.agent.Agent} reads it, has the checks written into the JDK's methods, and refuses to
 * let the JVM start where a row does not fit the JDK that runs.
 */
package dev.pergola.guard.agent;
