package dev.pergola.launcher;

import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permission;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.Policy;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Java's policy where its security manager is used: every permission to what was on the class path when the process
 * started, and to Java itself; nothing to anybody else. The domains of bundles do not ask it, they ask the framework.
 */
@SuppressWarnings({"removal", "deprecation"}) // The security manager is what there is until Java 23.
final class KernelPolicy extends Policy {
    private final @Nullable ClassLoader kernel = KernelPolicy.class.getClassLoader();
    // Asked for while a permission is decided, it would have to be decided whether it may be had.
    private final ClassLoader platform = ClassLoader.getPlatformClassLoader();

    @Override
    public PermissionCollection getPermissions(CodeSource source) {
        return new Permissions();
    }

    @Override
    public PermissionCollection getPermissions(ProtectionDomain domain) {
        Permissions permissions = new Permissions();
        if (isTrusted(domain)) permissions.add(new AllPermission());
        return permissions;
    }

    @Override
    public boolean implies(ProtectionDomain domain, Permission permission) {
        return isTrusted(domain);
    }

    /** A domain without a loader is Java's own; one of the platform's loader is that of a module of Java. */
    private boolean isTrusted(ProtectionDomain domain) {
        @Nullable ClassLoader loader = domain.getClassLoader();
        if (loader == kernel || loader == platform) return true;
        return loader == null && domain.getCodeSource() != null && isOfJava(domain.getCodeSource());
    }

    private static boolean isOfJava(CodeSource source) {
        return source.getLocation() != null && "jrt".equals(source.getLocation().getProtocol());
    }
}
