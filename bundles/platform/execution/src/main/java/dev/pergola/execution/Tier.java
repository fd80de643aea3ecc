package dev.pergola.execution;

/** Where a call runs. */
public enum Tier {
    /** In the platform's own process, on one of its threads. */
    IN_PROCESS,
    /** In a sandbox JVM. */
    SANDBOX
}
