package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.CUT;
import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.LIMITED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.never;

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
                limit("endless", "never ends", prey -> endless()).only(CUT),
                limit("endless-deaf", "never ends, and does not let itself be interrupted", prey -> deaf())
                        .only(CUT),
                limit("recursion", "calls itself without end", prey -> deeper(0))
                        .only(FAILED),
                limit("state-bytes", "keeps more state than it may", prey -> {
                            prey.context().state().put("big", Map.of("text", "x".repeat(3 * 1024 * 1024)));
                            return "kept";
                        })
                        .only(LIMITED),
                limit("state-keys", "keeps state under an endless key", prey -> {
                            prey.context().state().put("k".repeat(10_000), Map.of());
                            return "kept";
                        })
                        .only(FAILED, LIMITED),
                limit("cyclic-result", "answers with a map that contains itself", prey -> {
                            Map<String, Object> map = new HashMap<>();
                            map.put("x", map);
                            return map;
                        })
                        .only(FAILED),
                limit("deep-result", "answers with maps in maps in maps", prey -> {
                            Map<String, Object> map = new HashMap<>();
                            for (int i = 0; i < 100_000; i++) map = Map.of("x", map);
                            return map;
                        })
                        .only(FAILED),
                limit("subscriptions", "subscribes without end", Limits::subscriptions)
                        .only(FAILED),
                limit("events", "sends without end", Limits::events).only(FAILED),
                limit(
                                "nested-calls",
                                "calls itself through the platform without end",
                                prey -> Deputies.called(prey, "nested-calls"))
                        .only(FAILED, CUT, NOTHING),
                limit("progress", "reports progress without end", prey -> {
                            for (int i = 0; i < 100_000; i++) prey.call().progress(Double.NaN, "x".repeat(1000));
                            return null;
                        })
                        .only(NOTHING, CUT),
                limit("hostile-message", "throws an exception whose message never ends", prey -> {
                            throw new Endless();
                        })
                        .only(FAILED, CUT),
                limit("forged-violation", "says that it was denied something", prey -> {
                            throw new SecurityException("<b>forged</b>" + "x".repeat(100_000));
                        })
                        .only(Attack.Outcome.DENIED));
    }

    private static Attack limit(String name, String what, Attack.Move move) {
        return never(name, what, "limits hold for everybody", move);
    }

    private static String endless() throws InterruptedException {
        while (true) Thread.sleep(1000);
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private static String deaf() {
        // Ends by itself after a while, so that the tests need not go on beside it.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(6);
        while (System.nanoTime() < end) Thread.onSpinWait();
        return null;
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int deeper(int depth) {
        return deeper(depth + 1) + 1;
    }

    private static Object subscriptions(Prey prey) {
        List<dev.pergola.api.event.Subscription> all = new ArrayList<>();
        try {
            for (int i = 0; i < 5_000; i++) all.add(prey.context().events().on(Deputies.topic(prey), event -> {}));
            return "subscribed";
        } finally {
            all.forEach(dev.pergola.api.event.Subscription::close);
        }
    }

    private static Object events(Prey prey) throws Exception {
        CompletableFuture<?> last = null;
        for (int i = 0; i < 100_000; i++) {
            last = prey.context().events().emit(Deputies.topic(prey), Map.of()).toCompletableFuture();
            if (last.isCompletedExceptionally()) return Tries.await(last);
        }
        return "sent";
    }

    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            while (true) Thread.onSpinWait();
        }
    }
}
