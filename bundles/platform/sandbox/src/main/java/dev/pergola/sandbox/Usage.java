package dev.pergola.sandbox;

import java.time.Duration;

/**
 * What a sandbox uses and has used, as the operating system tells. Zero where it does not tell.
 *
 * @param memoryBytes memory that it has now
 * @param cpu time of processors since it started
 * @param threads how many it has now
 * @param diskReadBytes read from disks since it started
 * @param diskWrittenBytes written to disks since it started
 * @param storageBytes size of the files in the plugin's folder, as of a moment ago
 * @param networkReceivedBytes what has come for it from the network since it started, where it has no network of its own
 * @param networkSentBytes what it has sent there
 * @param refusedConnections how many connections it was refused
 */
public record Usage(
        long memoryBytes,
        Duration cpu,
        int threads,
        long diskReadBytes,
        long diskWrittenBytes,
        long storageBytes,
        long networkReceivedBytes,
        long networkSentBytes,
        long refusedConnections) {
    /** Nothing known. */
    public static final Usage NONE = new Usage(0, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0);

    /** The same, with what was seen of its network. */
    public Usage withNetwork(long receivedBytes, long sentBytes, long refused) {
        return new Usage(
                memoryBytes,
                cpu,
                threads,
                diskReadBytes,
                diskWrittenBytes,
                storageBytes,
                receivedBytes,
                sentBytes,
                refused);
    }
}
