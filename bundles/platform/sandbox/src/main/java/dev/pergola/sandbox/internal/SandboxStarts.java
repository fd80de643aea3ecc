package dev.pergola.sandbox.internal;

import dev.pergola.execution.PluginInstance;
import dev.pergola.sandbox.internal.containment.Brake;
import dev.pergola.sandbox.internal.containment.Containment;
import dev.pergola.worker.link.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the processes of sandboxes: ahead, for whichever plugin comes, and for one plugin where none waits or that would not do.
 * No more at one time than there are processors, as a start takes one for itself. Safe for use by several threads.
 */
final class SandboxStarts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxStarts.class);

    private final SandboxSettings settings;
    private final JavaCommand java;
    private final Images images;
    private final PermissionRows permissions;
    private final Isolating isolating;
    private final ExecutorService threads;
    private final WarmProcesses<WorkerProcess> warm;
    private final Brake brake = new Brake();
    private final Semaphore starting =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()));

    SandboxStarts(
            SandboxSettings settings,
            JavaCommand java,
            Images images,
            PermissionRows permissions,
            ExecutorService threads) {
        this.settings = settings;
        this.java = java;
        this.images = images;
        this.permissions = permissions;
        this.threads = threads;
        this.isolating = new Isolating(settings, java, threads);
        this.warm = new WarmProcesses<>(settings.startTimeout());
    }

    /** What contains them. */
    Isolating isolating() {
        return isolating;
    }

    /** Those that wait for a plugin. */
    WarmProcesses<WorkerProcess> warm() {
        return warm;
    }

    /** Something that takes a processor for itself. */
    interface Start<T> {
        T run() throws IOException;
    }

    /** Waits for its turn. */
    <T> T inTurn(Start<T> start) throws IOException {
        starting.acquireUninterruptibly();
        try {
            return start.run();
        } finally {
            starting.release();
        }
    }

    /**
     * One for an instance, whose plugin is still to be loaded.
     *
     * @param free how many more processes there may be; less than nothing where one that waits has to go
     * @param whenFree what is done when it has ended, or has nothing to do any more
     */
    LiveSandbox start(PluginInstance instance, IntSupplier free, Runnable whenFree) throws IOException {
        Message.Load load = images.of(instance);
        List<String> locations = Images.locations(load.bundles());
        PermissionRows.Files files = permissions.files(locations);
        Path data = Files.createDirectories(instance.context().dataDirectory());
        SandboxProcess.Purpose purpose = new SandboxProcess.Purpose(
                instance.toString(),
                load,
                data,
                files,
                tier -> permissions.network(locations.get(locations.size() - 1), tier));
        SandboxProcess process = process(purpose, free);
        try {
            Quotas quotas = new Quotas(settings, process.contained(), data, process.ownFolder(), jarBytes(load), brake);
            return new LiveSandbox(instance, process, locations, files, quotas, threads, whenFree);
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private static long jarBytes(Message.Load load) throws IOException {
        long bytes = 0;
        for (Message.Jar jar : load.bundles()) bytes += Files.size(Path.of(jar.path()));
        return bytes;
    }

    private SandboxProcess process(SandboxProcess.Purpose purpose, IntSupplier free) throws IOException {
        Containment containment = isolating.containment();
        Optional<WorkerProcess> waiting =
                purpose.isServedBy(settings.berth(), containment.tier()) ? take() : Optional.empty();
        if (waiting.isPresent()) {
            try {
                return SandboxProcess.of(waiting.get(), containment.tier(), settings, purpose);
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} gets another sandbox than the one that was ready: {}", purpose.plugin(), e.toString());
            }
        }
        warm.end(-free.getAsInt());
        return SandboxProcess.start(java, containment, settings, purpose);
    }

    private Optional<WorkerProcess> take() throws IOException {
        try {
            return warm.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("It was interrupted", e);
        }
    }

    /**
     * Has as many processes wait for a plugin as there are to be, in the background.
     *
     * @param room how many more processes there may be
     */
    void keepWarm(IntSupplier room) {
        if (settings.warm() == 0) return;
        background(() -> {
            Containment containment = isolating.containment();
            while (containment.showsFolders() && addsOne(containment, room)) LOG.trace("One more is ready");
        });
    }

    /** Never where somebody waits for a start. */
    private boolean addsOne(Containment containment, IntSupplier room) {
        if (starting.hasQueuedThreads() || !starting.tryAcquire()) return false;
        try {
            return warm.add(
                    settings.warm(),
                    room,
                    () -> SandboxProcess.startForAny(java, containment, settings, settings.berth()));
        } finally {
            starting.release();
        }
    }

    /** One has come up: has what each of them loads be archived, and one be ready for the next plugin. */
    void succeeded(IntSupplier room) {
        background(java::rehearse);
        warm.tryAgain();
        keepWarm(room);
    }

    /** Nobody waits for it, and it is not done where the platform stops. */
    private void background(Runnable task) {
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.debug("No process is kept ready", e);
                }
            });
        } catch (RejectedExecutionException stopping) {
            LOG.trace("The platform stops", stopping);
        }
    }

    @Override
    public void close() {
        warm.close();
        isolating.close();
        brake.close();
    }
}
