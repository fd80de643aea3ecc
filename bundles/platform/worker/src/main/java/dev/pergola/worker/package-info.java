/**
 * The program that runs inside a sandbox JVM: one plugin, in a small OSGi framework of its own, under the same rows of
 * permissions as in the kernel. It is told what to do over a {@link dev.pergola.worker.link.Link}, asks the kernel for what
 * only the kernel has (state, events), and ends when the kernel does.
 */
@org.jspecify.annotations.NullMarked
package dev.pergola.worker;
