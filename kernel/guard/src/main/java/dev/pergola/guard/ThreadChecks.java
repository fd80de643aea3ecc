package dev.pergola.guard;

import org.jspecify.annotations.Nullable;

/**
 * Of threads and their groups: what is one's own needs no permission.
 * See {@link Checks} for what they have in common.
 */
public final class ThreadChecks {
    private ThreadChecks() {}

    public static void made(Thread thread, boolean direct, String operation) {
        if (Enforcement.isActive()) InheritedDomains.capture(thread);
    }

    /** Of somebody else's thread. One that is not started yet belongs to whoever holds it. */
    public static void thread(@Nullable Thread thread, boolean direct, String operation) {
        if (thread == null || !Enforcement.isActive() || thread.getState() == Thread.State.NEW) return;
        ofThread(thread, "modifyThreadGroup", direct, operation);
    }

    /** As long as a thread is the current one, some things about it are one's own affair. */
    public static void otherThread(@Nullable Thread thread, boolean direct, String operation) {
        if (thread != Thread.currentThread()) thread(thread, direct, operation);
    }

    /** To put a thread or a group into: the current one, or one that is in it, is one's own affair. */
    public static void group(@Nullable ThreadGroup group, boolean direct, String operation) {
        if (group == null || !Enforcement.isActive()) return;
        ThreadGroup current = Thread.currentThread().getThreadGroup();
        if (current != null && current.parentOf(group)) return;
        Checks.runtime("modifyThreadGroup", direct, operation);
    }

    public static void otherStack(@Nullable Thread thread, boolean direct, String operation) {
        if (thread == null || thread == Thread.currentThread() || !Enforcement.isActive()) return;
        ofThread(thread, "getStackTrace", direct, operation);
    }

    private static void ofThread(Thread thread, String name, boolean direct, String operation) {
        Walk walk = direct ? Walk.direct() : Walk.all();
        if (walk.domains().length == 0 || InheritedDomains.isMadeBy(thread, walk.domains())) return;
        // Whoever made it may do as it likes with it, by order of others too.
        Class<?> caller = walk.caller();
        if (caller != null && InheritedDomains.isMadeBy(thread, Kind.domain(caller))) return;
        Decisions.check(walk.domains(), new RuntimePermission(name), operation);
    }
}
