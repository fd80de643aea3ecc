package dev.pergola.security.attack;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What attacks have in common. */
final class Tries {
    private Tries() {}

    static String text(InputStream in) throws IOException {
        try (in) {
            return new String(in.readNBytes(1000), StandardCharsets.UTF_8);
        }
    }

    static String readSecret(Prey prey) throws IOException {
        return Files.readString(prey.secret());
    }

    /** Waits for what happens elsewhere, and gives or throws what came of it. */
    static <T> T await(Future<T> future) throws Exception {
        try {
            return future.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    /** Has somebody else run the work, and waits for what comes of it. */
    static <T> T elsewhere(Consumer<Runnable> runner, Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        runner.accept(() -> complete(result, work));
        return await(result);
    }

    static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        try {
            result.complete(work.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** What changes something. */
    interface Action {
        void run() throws Exception;
    }

    static String done(Action action) throws Exception {
        action.run();
        return "done";
    }

    static Exception cause(Throwable e) {
        if (e.getCause() instanceof Exception cause) return cause;
        if (e.getCause() instanceof Error error) throw error;
        return new IllegalStateException(e);
    }

    /** Calls a public method by its name, whatever its class. */
    static Object call(Object target, String method, Object... arguments) throws Exception {
        return call(target.getClass(), target, method, arguments);
    }

    static Object callStatic(Class<?> type, String method, Object... arguments) throws Exception {
        return call(type, null, method, arguments);
    }

    static Object call(Class<?> type, Object target, String name, Object... arguments) throws Exception {
        for (Method method : type.getMethods()) {
            if (!method.getName().equals(name) || method.getParameterCount() != arguments.length) continue;
            if (!fits(method.getParameterTypes(), arguments)) continue;
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw cause(e);
            }
        }
        throw new NoSuchMethodException(type + "." + name);
    }

    private static boolean fits(Class<?>[] types, Object[] arguments) {
        for (int i = 0; i < types.length; i++) {
            if (arguments[i] != null && !types[i].isPrimitive() && !types[i].isInstance(arguments[i])) return false;
        }
        return true;
    }
}
