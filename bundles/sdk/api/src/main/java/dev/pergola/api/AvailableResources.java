package dev.pergola.api;

/**
 * What a plugin may use.
 *
 * @param processors processors that the JVM sees
 * @param memoryBytes memory quota
 * @param storageBytes quota for state and data directory
 * @param executionTimeoutMillis longest time a call may take
 */
public record AvailableResources(int processors, long memoryBytes, long storageBytes, long executionTimeoutMillis) {}
