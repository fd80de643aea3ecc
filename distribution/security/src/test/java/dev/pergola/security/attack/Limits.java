package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.CUT;
import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.LIMITED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.never;

import dev.pergola.api.event.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Taking more than there is for one. */
final class Limits {

    private Limits() {}

    static List<Attack> limits() {
        return List.of(
                limit("endless", "never ends", prey -> endless())
                        .only(CUT)
                        .counterpart("takes a while", prey -> Tries.done(() -> Thread.sleep(50))),
                limit("endless-deaf", "never ends, and does not let itself be interrupted", prey -> deaf(6_000))
                        .only(CUT)
                        .counterpart("takes a while without listening", prey -> deaf(50)),
                limit("recursion", "calls itself without end", prey -> deeper(Integer.MAX_VALUE))
                        .only(FAILED)
                        .counterpart("calls itself a hundred times", prey -> deeper(100)),
                limit("state-bytes", "keeps more state than it may", prey -> kept(prey, "big", 3 * 1024 * 1024))
                        .only(LIMITED)
                        .counterpart("keeps as much as it may", prey -> kept(prey, "big", 1024)),
                limit("state-keys", "keeps state under an endless key", prey -> kept(prey, "k".repeat(10_000), 1))
                        .only(FAILED, LIMITED)
                        .counterpart("keeps it under a long one", prey -> kept(prey, "k".repeat(100), 1)),
                limit("cyclic-result", "answers with a map that contains itself", prey -> {
                            Map<String, Object> map = new HashMap<>();
                            map.put("x", map);
                            return map;
                        })
                        .only(FAILED)
                        .counterpart("answers with a map of a map", prey -> nested(2)),
                limit("deep-result", "answers with maps in maps in maps", prey -> nested(100_000))
                        .only(FAILED)
                        .counterpart("answers with a few in each other", prey -> nested(10)),
                limit("subscriptions", "subscribes without end", prey -> subscriptions(prey, 5_000))
                        .only(FAILED)
                        .counterpart("subscribes ten times", prey -> subscriptions(prey, 10)),
                limit("events", "sends without end", prey -> events(prey, 100_000))
                        .only(FAILED)
                        .counterpart("sends ten", prey -> events(prey, 10)),
                limit(
                                "nested-calls",
                                "calls itself through the platform without end",
                                prey -> Deputies.called(prey, "nested-calls"))
                        .only(FAILED, CUT, NOTHING)
                        .counterpart("calls itself once", prey -> Deputies.called(prey, "own-state")),
                limit("progress", "reports progress without end", prey -> progress(prey, Double.NaN, 100_000))
                        .only(NOTHING, CUT)
                        .counterpart("reports some", prey -> Tries.done(() -> progress(prey, 0.5, 10))),
                limit("hostile-message", "throws an exception whose message never ends", prey -> {
                            throw new Endless();
                        })
                        .only(FAILED, CUT)
                        .counterpart("throws one, and catches it", prey -> caught(new IllegalStateException("ends"))),
                limit("forged-violation", "says that it was denied something", prey -> {
                            throw new SecurityException("<b>forged</b>" + "x".repeat(100_000));
                        })
                        .only(Attack.Outcome.DENIED)
                        .counterpart("is denied something, and does without", prey -> caught(denied(prey))));
    }

    private static Attack limit(String name, String what, Attack.Move move) {
        return never(name, what, "limits hold for everybody", move);
    }

    private static String endless() throws InterruptedException {
        while (true) Thread.sleep(1000);
    }

    /** Ends by itself after a while, so that the tests need not go on beside it. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static String deaf(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) Thread.onSpinWait();
        return "at last";
    }

    private static int deeper(int depth) {
        return depth == 0 ? 1 : deeper(depth - 1) + 1;
    }

    private static Object kept(Prey prey, String key, int length) {
        prey.context().state().put(key, Map.of("text", "x".repeat(length)));
        return "kept";
    }

    private static Object nested(int depth) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < depth; i++) map = Map.of("x", map);
        return map;
    }

    private static Object subscriptions(Prey prey, int count) {
        List<Subscription> all = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) all.add(prey.context().events().on(Deputies.topic(prey), event -> {}));
            return "subscribed";
        } finally {
            all.forEach(Subscription::close);
        }
    }

    private static Object events(Prey prey, int count) throws Exception {
        CompletableFuture<?> last = null;
        for (int i = 0; i < count; i++) {
            last = prey.context().events().emit(Deputies.topic(prey), Map.of()).toCompletableFuture();
            if (last.isCompletedExceptionally()) return Tries.await(last);
        }
        return Tries.await(last);
    }

    private static Object progress(Prey prey, double fraction, int count) {
        for (int i = 0; i < count; i++) prey.call().progress(fraction, "x".repeat(1000));
        return null;
    }

    private static String caught(RuntimeException failure) {
        try {
            throw failure;
        } catch (RuntimeException expected) {
            return expected.getMessage();
        }
    }

    private static RuntimeException denied(Prey prey) throws Exception {
        try {
            Tries.readSecret(prey);
            throw new IllegalStateException("It was not denied anything");
        } catch (SecurityException denial) {
            return denial;
        }
    }

    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            while (true) Thread.onSpinWait();
        }
    }
}
