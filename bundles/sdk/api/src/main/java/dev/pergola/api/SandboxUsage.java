package dev.pergola.api;

/**
 * What the sandbox of a call used while the call ran. A sandbox is one process: where several calls of a plugin run in it at
 * one time, each is told the whole. Figures come from the operating system; zero where it does not tell.
 *
 * @param memoryBytes memory that the process had when the call ended, or was last seen to have
 * @param diskBytes read from and written to disks
 * @param networkBytes received from and sent to the network, where the sandbox has no network of its own
 * @param storageBytes size of the files in the plugin's folder
 */
public record SandboxUsage(long memoryBytes, long diskBytes, long networkBytes, long storageBytes) {
    /** Both: sums of what flowed, and the larger of what was there. */
    SandboxUsage plus(SandboxUsage other) {
        return new SandboxUsage(
                Math.max(memoryBytes, other.memoryBytes),
                diskBytes + other.diskBytes,
                networkBytes + other.networkBytes,
                Math.max(storageBytes, other.storageBytes));
    }
}
