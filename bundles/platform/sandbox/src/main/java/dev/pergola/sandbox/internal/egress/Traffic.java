package dev.pergola.sandbox.internal.egress;

/**
 * What has gone through.
 *
 * @param receivedBytes what has come for the sandbox
 * @param sentBytes what it has sent
 * @param connections how many are open
 * @param refused how many were refused
 */
public record Traffic(long receivedBytes, long sentBytes, int connections, long refused) {
    /** None. */
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);
}
