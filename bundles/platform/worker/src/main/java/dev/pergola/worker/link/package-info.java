/**
 * What the kernel and a sandbox JVM say to each other: messages as CBOR, each in a frame with its length before it, over a
 * Unix domain socket. Both ends bound what they take: a frame that is too long, cut off or not understood ends the link,
 * and nothing that the other end says is believed beyond its type. The sandbox has this package on its class path, the
 * kernel's bundle for sandboxes carries a copy.
 */
@org.jspecify.annotations.NullMarked
package dev.pergola.worker.link;
