package dev.pergola.guard;

import org.jspecify.annotations.Nullable;

/** Whether we enforce, for whom, and whether we still can. Only ever goes forward: prepared, active, broken. */
final class Enforcement {
    private static volatile byte @Nullable [] probe;
    private static volatile @Nullable Decider decider;
    private static volatile @Nullable ClassLoader trusted;
    private static volatile @Nullable String broken;

    private Enforcement() {}

    static synchronized void prepared(byte[] code) {
        if (probe == null) probe = code;
    }

    /** The code that the self-test is run with; nothing where there is no agent. */
    static byte @Nullable [] probe() {
        return probe;
    }

    static void requirePrepared() {
        if (probe == null)
            throw new IllegalStateException(
                    "The guard's agent is not there: start Java with -javaagent:…/pergola-guard-agent.jar");
        String reason = broken;
        if (reason != null) throw new IllegalStateException("The guard is broken: ".concat(reason));
    }

    static void begin(Decider asked, ClassLoader loader) {
        trusted = loader;
        decider = asked;
    }

    static void broken(String reason) {
        if (broken == null) broken = reason;
    }

    static @Nullable String reasonBroken() {
        return broken;
    }

    static boolean isActive() {
        return decider != null;
    }

    static @Nullable Decider decider() {
        return decider;
    }

    static boolean isTrusted(@Nullable ClassLoader loader) {
        return loader != null && loader == trusted;
    }
}
