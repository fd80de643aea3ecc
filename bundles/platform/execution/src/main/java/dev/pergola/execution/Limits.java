package dev.pergola.execution;

import java.time.Duration;

/**
 * What the calls of one plugin may use.
 *
 * @param timeout longest time a call may take, and the time where the caller names none
 * @param concurrentCalls most calls at one time; more are rejected
 */
public record Limits(Duration timeout, int concurrentCalls) {}
