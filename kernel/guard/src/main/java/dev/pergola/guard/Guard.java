package dev.pergola.guard;

import java.util.Objects;

/**
 * The door of the guard. Until {@link #install} everything passes; from then on, for good, every operation in the agent's
 * table asks the decider about each untrusted domain on the stack.
 *
 * <p>Whoever starts the JVM installs it once, before the first line of untrusted code; later calls are refused.
 */
public final class Guard {
    private static final String CONTROL = "pergola.guard";
    private static final Object LOCK = new Object();
    private static boolean installed;

    private Guard() {}

    /**
     * Begins to enforce, and makes sure of it: a dozen forbidden operations are tried from a domain made for that, and
     * each has to be refused.
     *
     * @param trusted the loader of the code that is never asked about, beside the JDK: the kernel's class path
     * @throws IllegalStateException where the agent is not there or not whole, where one of those operations was let
     *     through, or where a guard is installed already; nothing untrusted may be started then
     */
    public static void install(Decider decider, ClassLoader trusted) {
        Objects.requireNonNull(decider);
        Objects.requireNonNull(trusted);
        synchronized (LOCK) {
            if (installed) throw new IllegalStateException("The guard is installed already");
            Enforcement.requirePrepared();
            installed = true;
            Enforcement.begin(decider, trusted);
            selfTest();
        }
    }

    /** Whether {@link #install} has been called with success, so that permissions are enforced. */
    public static boolean isInstalled() {
        return Enforcement.isActive();
    }

    /**
     * Tries what must be refused, from a class in a domain of its own that holds nothing.
     *
     * @throws IllegalStateException naming what was let through; from then on all untrusted code is refused everything
     */
    public static void selfTest() {
        if (!Enforcement.isActive()) throw new IllegalStateException("The guard is not installed");
        String passed = SelfTest.run();
        if (passed.isEmpty()) return;
        Enforcement.broken("its self-test got through: ".concat(passed));
        throw new IllegalStateException("The guard does not hold; its self-test got through: ".concat(passed));
    }

    /**
     * Forgets what was decided. To be called after every change of what the decider goes by. Needs the permission to control
     * the guard: who could say that nothing changes by itself could keep what was granted for a time.
     *
     * @param until when that changes by itself, in milliseconds as {@link System#currentTimeMillis} has them: from then on
     *     nothing is remembered, until this is called again. {@link Long#MAX_VALUE} for never
     */
    public static void policyChanged(long until) {
        Checks.runtime(CONTROL, false, "Guard.policyChanged");
        Decisions.forget(until);
    }

    /** Has the listener told of every refusal, instead of the one before. Needs the permission to control the guard. */
    public static void onDenial(DenialListener listener) {
        Checks.runtime(CONTROL, false, "Guard.onDenial");
        Decisions.listenWith(Objects.requireNonNull(listener));
    }

    /**
     * For the agent: every rule of the table was found and applied. Only the first call counts.
     *
     * @param probe the code that the self-test is run with
     */
    public static void prepared(byte[] probe) {
        Enforcement.prepared(probe.clone());
    }

    /**
     * For the agent: a class of the JDK came without its checks. Fails closed: untrusted code is refused everything from
     * now on, as what it may do can no longer be held. Needs the permission to control the guard, lest one plugin stops
     * all others.
     */
    public static void broken(String reason) {
        Checks.runtime(CONTROL, false, "Guard.broken");
        Enforcement.broken(reason);
    }
}
