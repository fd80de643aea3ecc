package dev.pergola.guard;

import java.net.SocketPermission;
import java.security.AccessControlException;
import java.security.Permission;
import java.security.ProtectionDomain;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the decider and remembers what it said. A walk that meets this class ends here: making a decision needs no
 * permission, whoever it is made about.
 */
final class Decisions {
    private static final int MOST_PER_DOMAIN = 4096;
    private static volatile Memory memory = new Memory(Long.MAX_VALUE);
    private static volatile @Nullable DenialListener listener;

    private Decisions() {}

    static void forget(long until) {
        memory = new Memory(until);
    }

    static void listenWith(DenialListener next) {
        listener = next;
    }

    /** @throws AccessControlException where one of the domains may not */
    @SuppressWarnings("removal")
    static void check(ProtectionDomain[] domains, Permission permission, String operation) {
        Decider decider = Enforcement.decider();
        if (decider == null) return;
        for (ProtectionDomain domain : domains) {
            if (isAllowed(decider, domain, permission)) continue;
            tell(domain, permission, operation);
            throw new AccessControlException(message(permission, operation), permission);
        }
    }

    /** Refuses whoever may do the one and not the other. */
    static void checkWhere(ProtectionDomain[] domains, Permission one, Permission other, String operation) {
        Decider decider = Enforcement.decider();
        if (decider == null) return;
        for (ProtectionDomain domain : domains)
            if (isAllowed(decider, domain, one)) check(new ProtectionDomain[] {domain}, other, operation);
    }

    private static boolean isAllowed(Decider decider, ProtectionDomain domain, Permission permission) {
        if (Enforcement.reasonBroken() != null || SelfTest.isAbout(domain)) return false;
        if (!isCacheable(permission)) return ask(decider, domain, permission);
        // Taken before asking: an answer from before a change of policy ends in a memory that nobody reads any more.
        Memory current = memory;
        if (current.isOver()) return ask(decider, domain, permission);
        ConcurrentHashMap<Question, Boolean> known = current.of(domain);
        Question question = new Question(permission);
        Boolean answer = known.get(question);
        if (answer == null) {
            answer = ask(decider, domain, permission);
            if (known.size() >= MOST_PER_DOMAIN) known.clear();
            known.put(question, answer);
        }
        return answer;
    }

    private static boolean ask(Decider decider, ProtectionDomain domain, Permission permission) {
        try {
            return decider.implies(domain, permission);
        } catch (RuntimeException undecided) {
            return false;
        }
    }

    /**
     * Not where the class is somebody else's, nor where the answer depends on what a name resolves to. By the module, as to ask for the
     * loader has the guard look through the stack.
     */
    private static boolean isCacheable(Permission permission) {
        return permission.getClass().getModule().getLayer() == ModuleLayer.boot()
                && !(permission instanceof SocketPermission);
    }

    private static void tell(ProtectionDomain domain, Permission permission, String operation) {
        DenialListener told = listener;
        if (told == null || SelfTest.isAbout(domain)) return;
        try {
            told.denied(domain, permission, operation);
        } catch (RuntimeException lost) {
            // The refusal is what counts.
        }
    }

    private static String message(Permission permission, String operation) {
        StringBuilder text =
                new StringBuilder("access denied: ").append(operation).append(" needs (\"");
        text.append(permission.getClass().getName())
                .append("\" \"")
                .append(permission.getName())
                .append('"');
        String actions = permission.getActions();
        if (actions != null && !actions.isEmpty())
            text.append(" \"").append(actions).append('"');
        text.append(')');
        String reason = Enforcement.reasonBroken();
        if (reason != null) text.append("; everything is refused, as ").append(reason);
        return text.toString();
    }

    /** What was said since the policy last changed, which holds until it changes by itself. */
    private static final class Memory {
        private final WeakIdentityMap<ProtectionDomain, ConcurrentHashMap<Question, Boolean>> answers =
                new WeakIdentityMap<>();
        private final long until;
        private volatile boolean over;

        private Memory(long until) {
            this.until = until;
        }

        private boolean isOver() {
            if (until == Long.MAX_VALUE) return false;
            // Once over it stays so, even if clocks are set back.
            if (!over && System.currentTimeMillis() >= until) over = true;
            return over;
        }

        private ConcurrentHashMap<Question, Boolean> of(ProtectionDomain domain) {
            ConcurrentHashMap<Question, Boolean> known = answers.get(domain);
            if (known == null) {
                known = new ConcurrentHashMap<>();
                answers.put(domain, known);
            }
            return known;
        }
    }

    /** A permission by what it says, as those of the JDK may look names up when they are compared. */
    private static final class Question {
        private final Class<?> type;
        private final String name;
        private final String actions;

        private Question(Permission permission) {
            type = permission.getClass();
            name = permission.getName();
            String said = permission.getActions();
            actions = said == null ? "" : said;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Question)) return false;
            Question that = (Question) other;
            return type == that.type && name.equals(that.name) && actions.equals(that.actions);
        }

        @Override
        public int hashCode() {
            return name.hashCode() * 31 + type.hashCode();
        }
    }
}
