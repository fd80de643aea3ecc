package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.PermissionPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees that what a bundle may do is settled before it comes. Where permissions are to be enforced, none comes without. */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private final Supplier<Optional<PermissionPolicy>> policy;
    private final boolean required;

    /**
     * Asks whatever policy is there.
     *
     * @param required whether there has to be one
     */
    Admission(Supplier<Optional<PermissionPolicy>> policy, boolean required) {
        this.policy = policy;
        this.required = required;
    }

    /** Waits for a policy where there has to be one; tells whether plugins may be started. */
    boolean await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (required && policy.get().isEmpty()) {
            if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) return false;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return true;
    }

    /** What the location of a bundle ends with, so that permissions can be granted to whoever signed it. */
    String signature(Descriptor descriptor) {
        return policy.get()
                .flatMap(p -> p.signer(descriptor.digest()))
                .map(fingerprint -> "/" + fingerprint)
                .orElse("");
    }

    void admit(Descriptor descriptor, String location) {
        Optional<PermissionPolicy> asked = policy.get();
        if (asked.isEmpty() && required) {
            throw new RefusedException(
                    "no-permission-policy",
                    "Permissions are to be enforced, and nothing is there that knows what " + descriptor + " may do",
                    "See in the log why the bundle dev.pergola.permissions does not run");
        }
        try {
            asked.ifPresent(p -> p.admit(descriptor.metadata(), descriptor.digest(), location));
        } catch (RuntimeException e) {
            dismiss(location);
            throw new RefusedException(
                    "not-admitted",
                    "What " + descriptor + " may do could not be put in force: " + Bundles.rootMessage(e),
                    "See the log",
                    e);
        }
    }

    /** Within the transaction that uninstalls a plugin; where this throws, it stays installed. */
    void forget(String pluginId, String actor) {
        policy.get().ifPresent(p -> p.forget(pluginId, actor));
    }

    /** Of those who call a plugin. */
    void requireOfCallers(String pluginId, String permission, String target) {
        policy.get().ifPresent(p -> p.requireOfCallers(pluginId, permission, target));
        if (policy.get().isEmpty() && required)
            throw new SecurityException("Permissions are to be enforced, and nothing is there that knows who has "
                    + permission + "; see in the log why the bundle dev.pergola.permissions does not run");
    }

    boolean callersMay(String pluginId, String permission, String target) {
        return policy.get().map(p -> p.callersMay(pluginId, permission, target)).orElse(!required);
    }

    void dismiss(String location) {
        try {
            policy.get().ifPresent(p -> p.dismiss(location));
        } catch (RuntimeException e) {
            LOG.warn("What was granted to the bundle at {} could not be taken back", location, e);
        }
    }
}
