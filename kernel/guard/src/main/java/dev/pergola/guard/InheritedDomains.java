package dev.pergola.guard;

import java.security.ProtectionDomain;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who was on the stack when a thread was made: what it does is done on their behalf too. Taken where the thread is
 * constructed, not where it is started, as the security manager did: so a thread factory that constructs its threads
 * under {@code doPrivileged} keeps them free of whoever was the first to need one.
 */
final class InheritedDomains {
    /** Made by the JDK for everyone, so that they must not be bound to the one that was first. */
    private static final Set<String> SHARED = Set.of(
            "java.util.concurrent.DelayScheduler",
            "java.util.concurrent.ForkJoinWorkerThread$InnocuousForkJoinWorkerThread",
            "jdk.internal.misc.CarrierThread",
            "jdk.internal.misc.InnocuousThread");

    private static final WeakIdentityMap<Thread, ProtectionDomain[]> INHERITED = new WeakIdentityMap<>();

    private InheritedDomains() {}

    static void capture(Thread thread) {
        if (isShared(thread.getClass())) return;
        ProtectionDomain[] domains = Walk.all().domains();
        if (domains.length > 0) INHERITED.put(thread, domains);
    }

    static ProtectionDomain[] of(Thread thread) {
        ProtectionDomain[] domains = INHERITED.get(thread);
        return domains == null ? Walk.NOBODY : domains;
    }

    /** Whether all of them were there when it was made, so that it is theirs. */
    static boolean isMadeBy(Thread thread, ProtectionDomain... asked) {
        ProtectionDomain[] makers = of(thread);
        for (ProtectionDomain domain : asked) if (!contains(makers, domain)) return false;
        return true;
    }

    private static boolean contains(ProtectionDomain[] domains, ProtectionDomain wanted) {
        for (ProtectionDomain domain : domains) if (domain == wanted) return true;
        return false;
    }

    private static boolean isShared(Class<?> type) {
        for (@Nullable Class<?> each = type; each != null && each != Thread.class; each = each.getSuperclass()) {
            if (Kind.isJdk(each) && SHARED.contains(each.getName())) return Kind.isJdk(type);
        }
        return false;
    }
}
