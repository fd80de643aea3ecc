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
    // A domain does not hold its bundle.
    private volatile ConcurrentHashMap<ProtectionDomain, ConcurrentHashMap<Question, Boolean>> allowed =
            new ConcurrentHashMap<>();

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

    /** Takes back all that is remembered: the rows have changed. */
    public void forget() {
        allowed = new ConcurrentHashMap<>();
    }

    /**
     * Always asks about this one bundle: Felix would otherwise look for the others on the stack, to put off conditions
     * that are costly until all have been asked, and there are none.
     */
    @Override
    public boolean hasBundlePermission(ProtectionDomain bundle, Permission permission, boolean direct) {
        if (!isRemembered(permission)) return security.hasBundlePermission(bundle, permission, true);
        // Taken before asking: an answer from before a change of rows ends where nobody looks any more.
        ConcurrentHashMap<Question, Boolean> known = allowed.computeIfAbsent(bundle, none -> new ConcurrentHashMap<>());
        Question question = new Question(permission.getName(), permission);
        if (known.containsKey(question)) return true;
        if (!security.hasBundlePermission(bundle, permission, true)) return false;
        if (known.size() >= MOST_PER_BUNDLE) known.clear();
        known.put(question, true);
        return true;
    }

    /** Not where the class is somebody else's, nor where the answer depends on what a name resolves to. */
    private static boolean isRemembered(Permission permission) {
        return permission.getClass().getClassLoader() == null && !(permission instanceof SocketPermission);
    }

    @Override
    public Object getSignerMatcher(org.osgi.framework.Bundle bundle, int signers) {
        return security.getSignerMatcher(bundle, signers);
    }

    @Override
    public void checkBundle(org.osgi.framework.Bundle bundle) throws Exception {
        security.checkBundle(bundle);
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
