package org.apache.felix.framework;

import java.net.SocketPermission;
import java.security.AllPermission;
import java.security.Permission;
import java.security.ProtectionDomain;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.felix.framework.ext.SecurityProvider;

/**
 * Remembers what Felix's security found a bundle to be allowed, until the rows change: it goes through the rows anew for
 * each check, and for each check of a file resolves the names in them anew, which takes the greater part of a millisecond.
 * Is in Felix's package, as nothing else can be put between the framework and its security.
 *
 * <p>Remembers no permission that was refused: part of what Felix allows a bundle depends on whether it is started.
 *
 * <p>A bundle of the platform that holds all permissions is not asked about each one: with hundreds of plugins there are as
 * many rows, and each plugin that comes has the platform asked a hundred times.
 */
public final class RememberedPermissions implements SecurityProvider {
    private static final int MOST_PER_BUNDLE = 4096;
    private static final Permission ALL = new AllPermission();

    private final SecurityProvider security;
    private final Predicate<ProtectionDomain> platform;
    private volatile Memory allowed = new Memory(Long.MAX_VALUE);

    RememberedPermissions(SecurityProvider security, Predicate<ProtectionDomain> platform) {
        this.security = security;
        this.platform = platform;
    }

    /**
     * Puts itself before the security that a framework has; throws {@link IllegalStateException} where it has none.
     *
     * @param platform how the locations of the platform's own bundles begin, of which no row speaks but the one that gives
     *     them all permissions
     */
    public static RememberedPermissions in(Felix framework, String platform) {
        SecurityProvider security = framework.getSecurityProvider();
        if (security == null) throw new IllegalStateException("The framework has no security");
        RememberedPermissions remembered = new RememberedPermissions(
                security,
                domain -> domain instanceof BundleProtectionDomain bundles
                        && bundles.getBundle()._getLocation().startsWith(platform));
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
        if (mayAll(bundle, memory)) return true;
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

    /** Whether a bundle is the platform's, and does not narrow itself as ConfigurationAdmin's does. */
    private boolean mayAll(ProtectionDomain bundle, Memory memory) {
        Boolean known = memory.mayAll.get(bundle);
        if (known != null) return known;
        // Not while the map computes: to find out may take permissions, which are asked for here.
        boolean all = platform.test(bundle) && security.hasBundlePermission(bundle, ALL, true);
        memory.mayAll.put(bundle, all);
        return all;
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
        private final ConcurrentHashMap<ProtectionDomain, Boolean> mayAll = new ConcurrentHashMap<>();
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
