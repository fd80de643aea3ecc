package dev.pergola.shell.internal.command;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Waits for work in such a way that Ctrl-C ends the waiting, and never the work: an installation that is cut off half
 * way helps nobody.
 */
@Component(service = Background.class)
public final class Background {
    private static final long TICK_MILLIS = 100;

    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(null, work, "pergola-shell-" + number.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        return thread;
    });

    /** Without threads; they come as they are needed. */
    @Activate
    public Background() {}

    @Deactivate
    void stop() {
        threads.shutdownNow();
    }

    /** Begins work on another thread. */
    public <T> CompletionStage<T> begin(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads);
    }

    /**
     * Waits for work to end.
     *
     * @param progress says how far it is; asked now and then, and drawn where a person is watching
     */
    public static <T> T await(CompletionStage<T> work, Screen screen, Supplier<Optional<String>> progress)
            throws InterruptedException {
        CompletableFuture<T> future = work.toCompletableFuture();
        boolean drawn = false;
        try {
            while (true) {
                try {
                    return screen.live() ? future.get(TICK_MILLIS, TimeUnit.MILLISECONDS) : future.get();
                } catch (TimeoutException notYet) {
                    Optional<String> line = progress.get();
                    if (line.isPresent()) {
                        screen.status(line.get());
                        drawn = true;
                    }
                }
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(failed.getCause());
        } finally {
            if (drawn) screen.clearStatus();
        }
    }
}
