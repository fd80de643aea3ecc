package dev.pergola.sandbox.internal.containment;

/**
 * What one sandbox may use.
 *
 * @param heapMegabytes of Java's heap
 * @param totalMegabytes of memory at all
 * @param cpuPercent of one processor
 * @param processes threads and processes
 * @param openFiles files, sockets and the like
 * @param fileMegabytes size of any one file that it writes
 * @param scratchMegabytes of files in its temporary folder
 */
public record Limits(
        int heapMegabytes,
        int totalMegabytes,
        int cpuPercent,
        int processes,
        int openFiles,
        int fileMegabytes,
        int scratchMegabytes) {
    static final long MEGABYTE = 1024L * 1024;

    long totalBytes() {
        return totalMegabytes * MEGABYTE;
    }
}
