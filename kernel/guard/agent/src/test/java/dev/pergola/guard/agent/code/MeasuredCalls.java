package dev.pergola.guard.agent.code;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Guarded calls to measure, by name. */
@SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"})
public final class MeasuredCalls {
    private static final int ROUNDS = 4;
    private static final long ROUND_NANOS = 150_000_000;

    private MeasuredCalls() {}

    /** Nanoseconds a call, with that many frames of ours underneath. */
    public static Map<String, Long> run(Path file, Integer frames) throws Exception {
        if (frames > 0) {
            Map<String, Long> deeper = run(file, frames - 1);
            return deeper.isEmpty() ? Map.of() : deeper;
        }
        File name = file.toFile();
        Map<String, Callable<?>> calls = new LinkedHashMap<>();
        calls.put("Class.getClassLoader", String.class::getClassLoader);
        calls.put("System.getProperty", () -> System.getProperty("user.home"));
        calls.put("System.getenv", () -> System.getenv("PATH"));
        calls.put("File.exists", name::exists);
        calls.put("Files.readString", () -> Files.readString(file));
        calls.put("new Thread", () -> new Thread(() -> {}));
        calls.put("Thread.getContextClassLoader", () -> Thread.currentThread().getContextClassLoader());
        Map<String, Long> nanos = new LinkedHashMap<>();
        for (Map.Entry<String, Callable<?>> call : calls.entrySet()) nanos.put(call.getKey(), measure(call.getValue()));
        return nanos;
    }

    private static long measure(Callable<?> operation) throws Exception {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long calls = 0;
            long start = System.nanoTime();
            long end = start;
            while (end - start < ROUND_NANOS) {
                for (int i = 0; i < 100; i++) operation.call();
                calls += 100;
                end = System.nanoTime();
            }
            best = Math.min(best, (end - start) / calls);
        }
        return best;
    }
}
