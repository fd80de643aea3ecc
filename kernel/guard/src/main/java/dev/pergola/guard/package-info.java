/**
 * Where permissions are enforced on Java 24 and later, which have no security manager any more: the half of the guard
 * that lies on the JVM's own class path. {@link dev.pergola.guard.Guard} is the door; the agent, in a jar of its own,
 * has the JDK's methods call {@link dev.pergola.guard.Checks}.
 *
 * <p>What runs here runs inside JDK methods, under class loading and thread starts: it knows java.base alone, and uses
 * no lambda, no record and no concatenation by {@code invokedynamic}, as linking those would come back here.
 *
 * <p>Nothing that a caller hands us is called back while a decision is made but by the decider, and a permission of a
 * class that the JDK did not bring is never a key of the cache. A decision counts as privileged: what it does itself is
 * not asked for, but what others do above it is.
 */
package dev.pergola.guard;
