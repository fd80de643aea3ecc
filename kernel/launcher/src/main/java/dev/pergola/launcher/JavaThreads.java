package dev.pergola.launcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Threads that Java starts once, for whoever is first to need them, and that keep the context class loader of whoever that was:
 * were it a plugin, its classes would stay for good.
 */
final class JavaThreads {
    private JavaThreads() {}

    /** Has them started now, with nobody's loader but that of the class path. */
    static void start() {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            // What ends futures after a time.
            new CompletableFuture<Boolean>()
                    .completeOnTimeout(true, 1, TimeUnit.MILLISECONDS)
                    .join();
        } finally {
            current.setContextClassLoader(before);
        }
    }
}
