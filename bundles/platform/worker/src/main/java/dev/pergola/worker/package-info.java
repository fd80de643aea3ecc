/**
 * The program that runs inside a sandbox JVM: one plugin, under the same rows of permissions as in the kernel, in
 * what a {@link dev.pergola.worker.host.Host} brings it up in. It is told what to do over a {@link dev.pergola.worker.link.Link}, asks the kernel for what
 * only the kernel has (state, events), and ends when the kernel does.
 */
@org.jspecify.annotations.NullMarked
package dev.pergola.worker;
