package dev.pergola.launcher;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a signal into a clean stop. The main thread does all the cleaning up, whether the stop came by a signal or
 * from inside; the hook only sets it off, waits for it, and then ends the process with exit code 0, where the JVM by
 * itself would end with 128 plus the number of the signal.
 */
final class Shutdown {
    /** For what is nice to have at the end: longer than that nobody wants to wait. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);

    private final CompletableFuture<Kernel> kernel = new CompletableFuture<>();
    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Duration patience;
    private final Thread hook = new Thread(this::onSignal, "shutdown");

    private volatile boolean signalled;

    private Shutdown(Duration patience) {
        this.patience = patience;
    }

    /**
     * Gets ready for a signal.
     *
     * @param patience how long the main thread may take to clean up once the kernel has stopped
     */
    static Shutdown install(Duration patience) {
        Shutdown shutdown = new Shutdown(patience);
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    /** From now on there is something to stop. */
    void running(Kernel running) {
        kernel.complete(running);
        // The signal may have come in between, when there was nothing to stop yet.
        if (signalled) running.stop();
    }

    /** Whether the process is ending because of a signal. */
    boolean isSignalled() {
        return signalled;
    }

    /** Everything has stopped and is written. What the main thread does from now on may be cut short. */
    void cleanedUp() {
        cleanedUp.countDown();
    }

    /** The main thread is done: the hook need not wait any longer, or does nothing where there was no signal. */
    void done() {
        cleanedUp.countDown();
        done.countDown();
        try {
            if (!signalled) Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException signalledJustNow) {
            // Then the hook finds the latches open.
        }
    }

    private void onSignal() {
        signalled = true;
        Kernel running = kernel.getNow(null);
        // Where there is none yet, the main thread gives the start up.
        boolean stopped = running == null || running.stop();
        try {
            stopped &= cleanedUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (stopped) done.await(AFTERWARDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ignored) {
            // Nobody interrupts this thread; if somebody did, the process ends all the same.
        }
        if (!stopped) System.err.println("pergola: not everything stopped in time; ending the process as it is");
        Runtime.getRuntime().halt((stopped ? ExitCode.OK : ExitCode.FAILED).code());
    }
}
