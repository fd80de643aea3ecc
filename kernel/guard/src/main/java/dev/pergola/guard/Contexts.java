package dev.pergola.guard;

import java.security.AccessControlContext;
import java.security.Permission;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Contexts of the JDK: snapshots of whom to ask about. What they hold is private to them; they are asked in our name. */
@SuppressWarnings("removal")
public final class Contexts {
    private Contexts() {}

    /** What {@code AccessController.getContext} gives. */
    public static AccessControlContext current() {
        return new AccessControlContext(Enforcement.isActive() ? Walk.all().domains() : Walk.NOBODY);
    }

    /** What {@code AccessControlContext.checkPermission} does, with the domains that the context holds. */
    public static void check(ProtectionDomain @Nullable [] domains, Permission permission) {
        if (permission instanceof Reader) {
            ((Reader) permission).domains = domains == null ? Walk.NOBODY : domains;
        } else if (domains != null && Enforcement.isActive()) {
            Decisions.check(domains, permission, "AccessControlContext.checkPermission");
        }
    }

    static ProtectionDomain[] domains(AccessControlContext context) {
        Reader reader = new Reader();
        context.checkPermission(reader);
        return reader.domains;
    }

    /** Not a permission: taken to where the domains can be seen. */
    private static final class Reader extends Permission {
        private static final long serialVersionUID = 1;

        private transient ProtectionDomain[] domains = Walk.NOBODY;

        private Reader() {
            super("pergola.domains");
        }

        @Override
        public boolean implies(Permission other) {
            return false;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String getActions() {
            return "";
        }
    }
}
