package dev.pergola.sandbox.internal;

import dev.pergola.execution.PluginInstance;
import dev.pergola.sandbox.Sandbox;
import dev.pergola.worker.link.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandboxes: one for each instance of a plugin that is called, for as long as it is. Where as many are there as may be,
 * the one that has been without a call for longest gives way, and a call waits for one that does.
 */
final class SandboxPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxPool.class);
    private static final Duration CHANGE = Duration.ofSeconds(3);
    /** Two for each sandbox listen, the others answer questions. */
    private static final int THREADS = 256;

    private final SandboxSettings settings;
    private final JavaCommand java;
    private final Images images;
    private final PermissionRows permissions;
    private final ExecutorService threads = threads();
    /** A start takes a processor for itself. */
    private final Semaphore starting =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()));

    private final Map<Long, Slot> slots = new LinkedHashMap<>();
    private final List<LiveSandbox> retired = new ArrayList<>();
    private boolean closed;

    SandboxPool(SandboxSettings settings, JavaCommand java, Images images, PermissionRows permissions) {
        this.settings = settings;
        this.java = java;
        this.images = images;
        this.permissions = permissions;
    }

    /** The place of one instance's sandbox: taken while it starts, so that only one is started. */
    private static final class Slot {
        private final PluginInstance instance;
        private final CompletableFuture<LiveSandbox> sandbox = new CompletableFuture<>();

        Slot(PluginInstance instance) {
            this.instance = instance;
        }

        /** Null while it starts, and where it did not. */
        @Nullable
        LiveSandbox live() {
            return sandbox.isDone() && !sandbox.isCompletedExceptionally() ? sandbox.join() : null;
        }
    }

    /** What a sandbox was started for is not so any more. */
    private static final class SupersededException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SupersededException() {
            super("It is not wanted any more");
        }
    }

    private static ExecutorService threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "pergola-sandbox", 0, false);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * One that takes calls of an instance; starts it where there is none.
     *
     * @param patience how long to wait for a place
     * @throws TimeoutException where no place became free
     * @throws IllegalStateException where the plugin does not start in it
     */
    LiveSandbox sandbox(PluginInstance instance, Duration patience) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Slot slot = slot(instance, end);
            try {
                LiveSandbox sandbox = slot.sandbox.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (sandbox.takesCalls()) return sandbox;
            } catch (TimeoutException e) {
                throw new TimeoutException("The sandbox of " + instance + " is still starting");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SupersededException) continue;
                throw new IllegalStateException(
                        instance + " did not start in its sandbox: " + messageOf(e.getCause()), e);
            }
        }
    }

    private static String messageOf(@Nullable Throwable cause) {
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }

    /** The one of an instance, with a sandbox in it that is starting or takes calls. */
    private synchronized Slot slot(PluginInstance instance, long end) throws InterruptedException, TimeoutException {
        long id = instance.bundle().getBundleId();
        while (true) {
            if (closed) throw new IllegalStateException("The sandboxes have been stopped");
            Slot there = slots.get(id);
            LiveSandbox live = there == null ? null : there.live();
            if (live != null && (!live.takesCalls() || live.had() >= settings.calls())) {
                retire(id, live);
                continue;
            }
            if (there != null) return there;
            if (count() < settings.most() || giveWay()) {
                Slot slot = new Slot(instance);
                slots.put(id, slot);
                threads.execute(() -> start(slot));
                return slot;
            }
            long left = end - System.nanoTime();
            if (left <= 0)
                throw new TimeoutException("All " + settings.most() + " sandboxes are in use (sandbox.processes)");
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** On a thread of ours: that a caller gives up is no reason to begin anew for the next one. */
    private void start(Slot slot) {
        PluginInstance instance = slot.instance;
        long began = System.nanoTime();
        @Nullable LiveSandbox made = null;
        starting.acquireUninterruptibly();
        try {
            Message.Load load = images.of(instance);
            SandboxProcess process = SandboxProcess.start(java, settings.startTimeout());
            made = new LiveSandbox(
                    instance,
                    process,
                    Images.locations(load.bundles()),
                    settings.memoryMegabytes(),
                    threads,
                    this::wake);
            made.load(load, settings.startTimeout());
            LOG.info(
                    "{} runs in a sandbox, process {}, after {} ms",
                    instance,
                    process.pid(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            synchronized (this) {
                if (closed || slots.get(instance.bundle().getBundleId()) != slot) throw new SupersededException();
                slot.sandbox.complete(made);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} has no sandbox", instance, e);
            if (made != null) made.end(e);
            synchronized (this) {
                slots.remove(instance.bundle().getBundleId(), slot);
                notifyAll();
            }
            slot.sandbox.completeExceptionally(e);
        } finally {
            starting.release();
        }
    }

    /** Something has ended, or has nothing to do any more. */
    private synchronized void wake() {
        retired.removeIf(LiveSandbox::isGone);
        slots.values().removeIf(slot -> {
            LiveSandbox live = slot.live();
            return live != null && live.isGone();
        });
        notifyAll();
    }

    private int count() {
        retired.removeIf(LiveSandbox::isGone);
        return slots.size() + retired.size();
    }

    /** Ends the one that has been idle for longest; false where all are busy. */
    private boolean giveWay() {
        Optional<LiveSandbox> idle = live().stream()
                .filter(sandbox -> sandbox.takesCalls() && sandbox.running() == 0)
                .max(Comparator.comparing(LiveSandbox::unused));
        idle.ifPresent(sandbox -> retire(sandbox.instance().bundle().getBundleId(), sandbox));
        return idle.isPresent() && count() < settings.most();
    }

    private List<LiveSandbox> live() {
        List<LiveSandbox> live = new ArrayList<>();
        for (Slot slot : slots.values()) {
            LiveSandbox one = slot.live();
            if (one != null) live.add(one);
        }
        return live;
    }

    private void retire(long bundleId, LiveSandbox sandbox) {
        Slot slot = slots.get(bundleId);
        if (slot != null && slot.live() == sandbox) slots.remove(bundleId);
        retired.add(sandbox);
        sandbox.retire();
        retired.removeIf(LiveSandbox::isGone);
    }

    /** Has the sandboxes of some instances take no more calls. */
    synchronized void retire(Predicate<PluginInstance> which) {
        for (LiveSandbox sandbox : live()) {
            if (which.test(sandbox.instance()))
                retire(sandbox.instance().bundle().getBundleId(), sandbox);
        }
        // One that is just starting knows what was before.
        slots.values().removeIf(slot -> slot.live() == null && which.test(slot.instance));
        notifyAll();
    }

    /** Ends those that have had nothing to do for a while. */
    synchronized void retireIdle() {
        for (LiveSandbox sandbox : live()) {
            if (sandbox.running() == 0 && sandbox.unused().compareTo(settings.idle()) > 0)
                retire(sandbox.instance().bundle().getBundleId(), sandbox);
        }
        notifyAll();
    }

    /** Has all sandboxes hold their plugins to the rows as they are now; in force when this returns. */
    void permissionsChanged(long until) {
        permissions.changed(until);
        for (LiveSandbox sandbox : all()) {
            if (!sandbox.change(permissions.of(sandbox.locations()), until, CHANGE))
                sandbox.end(new IllegalStateException(
                        "The sandbox of " + sandbox.instance() + " was ended, as it did not take other permissions"));
        }
    }

    private synchronized List<LiveSandbox> all() {
        List<LiveSandbox> all = live();
        all.addAll(retired);
        return all;
    }

    List<Sandbox> views() {
        return all().stream()
                .filter(sandbox -> !sandbox.isGone())
                .map(LiveSandbox::view)
                .sorted(Comparator.comparing(Sandbox::startedAt))
                .toList();
    }

    /** Ends those of a plugin, whatever runs in them; says how many. */
    int end(String pluginId) {
        List<LiveSandbox> ending = all().stream()
                .filter(sandbox -> sandbox.instance().metadata().id().equals(pluginId) && !sandbox.isGone())
                .toList();
        ending.forEach(sandbox ->
                sandbox.end(new IllegalStateException("The sandbox of " + pluginId + " was ended by an operator")));
        wake();
        return ending.size();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        all().forEach(sandbox -> sandbox.end(new IllegalStateException("The platform stops")));
        threads.shutdown();
    }
}
