package org.apache.felix.framework;

import java.net.SocketPermission;
import java.security.Permission;
import java.security.ProtectionDomain;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.framework.ext.SecurityProvider;

/**
 * Remembers what Felix's security found a bundle to be allowed, until the rows change: it goes through the rows anew for
 * each check, and for each check of a file resolves the names in them anew, which takes the greater part of a millisecond.
 * Is in Felix's package, as nothing else can be put between the framework and its security.
 *
 * <p>Remembers nothing that was refused: part of what Felix allows a bundle depends on whether it is started.
 */
public final class RememberedPermissions implements SecurityProvider {
    private static final int MOST_PER_BUNDLE = 4096;

    private final SecurityProvider security;
    private volatile Memory allowed = new Memory(Long.MAX_VALUE);

    RememberedPermissions(SecurityProvider security) {
        this.security = security;
    }

    /** Puts itself before the security that a framework has; throws {@link IllegalStateException} where it has none. */
    public static RememberedPermissions in(Felix framework) {
        SecurityProvider security = framework.getSecurityProvider();
        if (security == null) throw new IllegalStateException("The framework has no security");
        RememberedPermissions remembered = new RememberedPermissions(security);
        framework.setSecurityProvider(remembered);
        return remembered;
    }

    /**
     * Takes back all that is remembered: the rows have changed.
     *
     * @param until when they change by themselves, in milliseconds as {@link System#currentTimeMillis} has them: from then on
     *     nothing is remembered, until this is called again. {@link Long#MAX_VALUE} for never
     */
    public void forget(long until) {
        allowed = new Memory(until);
    }

    /**
     * Always asks about this one bundle: Felix would otherwise look for the others on the stack, to put off conditions
     * that are costly until all have been asked, and there are none.
     */
    @Override
    public boolean hasBundlePermission(ProtectionDomain bundle, Permission permission, boolean direct) {
        // Taken before asking: an answer from before a change of rows ends where nobody looks any more.
        Memory memory = allowed;
        if (!isRemembered(permission) || memory.isOver()) return security.hasBundlePermission(bundle, permission, true);
        ConcurrentHashMap<Question, Boolean> known =
                memory.answers.computeIfAbsent(bundle, none -> new ConcurrentHashMap<>());
        Question question = new Question(permission.getName(), permission);
        if (known.containsKey(question)) return true;
        if (!security.hasBundlePermission(bundle, permission, true)) return false;
        if (known.size() >= MOST_PER_BUNDLE) known.clear();
        known.put(question, true);
        return true;
    }

    /**
     * Not where the class is somebody else's, nor where the answer depends on what a name resolves to. By the module, as to
     * ask for the loader takes permission.
     */
    private static boolean isRemembered(Permission permission) {
        return permission.getClass().getModule().isNamed() && !(permission instanceof SocketPermission);
    }

    @Override
    public Object getSignerMatcher(org.osgi.framework.Bundle bundle, int signers) {
        return security.getSignerMatcher(bundle, signers);
    }

    @Override
    public void checkBundle(org.osgi.framework.Bundle bundle) throws Exception {
        security.checkBundle(bundle);
    }

    /** What was allowed since the rows last changed, which holds until they change by themselves. */
    private static final class Memory {
        // A domain does not hold its bundle.
        private final ConcurrentHashMap<ProtectionDomain, ConcurrentHashMap<Question, Boolean>> answers =
                new ConcurrentHashMap<>();
        private final long until;
        private volatile boolean over;

        Memory(long until) {
            this.until = until;
        }

        boolean isOver() {
            if (until == Long.MAX_VALUE) return false;
            // Once over it stays so, even if clocks are set back.
            if (!over && System.currentTimeMillis() >= until) over = true;
            return over;
        }
    }

    /**
     * A permission, and its name for the hash, as Java gives all permissions for files the same one. Two for one file are
     * equal where the links on its path lead to the same place.
     */
    private record Question(String name, Permission permission) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Question that && name.equals(that.name) && permission.equals(that.permission);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }
}
