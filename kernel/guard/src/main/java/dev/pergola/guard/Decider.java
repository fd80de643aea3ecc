package dev.pergola.guard;

import java.security.Permission;
import java.security.ProtectionDomain;

/**
 * Says what code may do. Asked for each protection domain on the stack that belongs neither to the JDK nor to the trusted
 * loader; domains that it does not know it should refuse.
 *
 * <p>Answers are remembered until {@link Guard#policyChanged} or the time that it names, so they may depend on nothing
 * else. Called from any thread; must not call the code that it decides on.
 */
public interface Decider {
    boolean implies(ProtectionDomain domain, Permission permission);
}
