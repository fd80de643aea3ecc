package dev.pergola.sandbox.internal;

import dev.pergola.api.ResourceUsage;
import dev.pergola.execution.PluginInstance;
import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.internal.containment.HostMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
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
    /** For each sandbox, two listen and one starts it; the others answer questions. */
    private static final int THREADS_OF_EACH = 3;

    private static final int THREADS = 128;
    private static final long MEGABYTE = 1L << 20;
    /** What a process without a plugin takes, and some more, so that none comes and goes. */
    private static final long WARM_BYTES = 192 * MEGABYTE;

    private static final long PLENTY = Long.MIN_VALUE / 2;

    private final SandboxSettings settings;
    private final PermissionRows permissions;
    private final SandboxStarts starts;
    private final HostMemory memory = HostMemory.ofThisHost();
    private final ExecutorService threads;

    /** How often the permissions have changed. */
    private final AtomicLong changes = new AtomicLong();

    private final Map<Long, Slot> slots = new LinkedHashMap<>();
    private final List<LiveSandbox> retired = new ArrayList<>();
    /** Those whose plugin is about to run: it may be told of changes, and ended, but takes no calls. */
    private final Set<LiveSandbox> loading = new HashSet<>();

    private boolean closed;
    /** Whether any plugin has needed one, or is to. */
    private volatile boolean needed;

    SandboxPool(SandboxSettings settings, JavaCommand java, Images images, PermissionRows permissions) {
        this.settings = settings;
        this.threads = threads(THREADS + THREADS_OF_EACH * settings.most());
        this.permissions = permissions;
        this.starts = new SandboxStarts(settings, java, images, permissions, threads);
    }

    /** What contains the sandboxes, which is found out first where it is not known. */
    Isolation isolation() {
        return starts.isolating().isolation();
    }

    /** The same, where it is known. */
    Optional<Isolation> knownIsolation() {
        return starts.isolating().known();
    }

    /** Begins to find that out, and has a process be ready for the first plugin. */
    void prepare() {
        needed = true;
        starts.isolating().begin();
        starts.keepWarm(this::room);
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

    private static ExecutorService threads(int most) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "pergola-sandbox", 0, false);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * One that the caller has been let into; it is started where there is none.
     *
     * @param patience how long to wait for a place
     * @throws TimeoutException where no place became free
     * @throws IllegalStateException where the plugin does not start in it
     */
    LiveSandbox enter(PluginInstance instance, Duration patience) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            LiveSandbox sandbox = ready(instance, end);
            if (sandbox.enter(false)) return sandbox;
        }
    }

    private LiveSandbox ready(PluginInstance instance, long end) throws InterruptedException, TimeoutException {
        while (true) {
            Slot slot = slot(instance, end);
            try {
                LiveSandbox sandbox = slot.sandbox.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (sandbox.takesCalls()) return sandbox;
            } catch (TimeoutException e) {
                throw new TimeoutException("The sandbox of " + instance + " is still starting");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SupersededException) continue;
                if (e.getCause() instanceof NotStartedException notStarted) throw notStarted;
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * One for a single call of an instance, that the caller has been let into and nobody else will be; another is started for the next call, where there is room.
     * It counts as one that is in use until it has ended.
     *
     * @throws TimeoutException where no place became free
     * @throws IllegalStateException where the plugin does not start in it
     */
    LiveSandbox enterAlone(PluginInstance instance, Duration patience) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            LiveSandbox sandbox = ready(instance, end);
            if (enteredAlone(sandbox)) return sandbox;
        }
    }

    private synchronized boolean enteredAlone(LiveSandbox sandbox) {
        PluginInstance instance = sandbox.instance();
        long id = instance.bundle().getBundleId();
        Slot slot = slots.get(id);
        if (slot == null || slot.live() != sandbox || !sandbox.enter(true)) return false;
        slots.remove(id);
        retired.add(sandbox);
        if (count() < settings.most()) {
            Slot next = new Slot(instance);
            slots.put(id, next);
            threads.execute(() -> start(next));
        }
        return true;
    }

    /** Starts one of an instance, if there is none; what it gives fails where the plugin does not start in it. */
    CompletionStage<?> prepare(PluginInstance instance) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        long end = System.nanoTime() + settings.startTimeout().toNanos();
                        var unused = ready(instance, end);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("It was interrupted", e);
                    } catch (TimeoutException e) {
                        throw new IllegalStateException(e.getMessage(), e);
                    }
                },
                threads);
    }

    /** The one of an instance, with a sandbox in it that is starting or takes calls. */
    private synchronized Slot slot(PluginInstance instance, long end) throws InterruptedException, TimeoutException {
        long id = instance.bundle().getBundleId();
        while (true) {
            if (closed) throw new IllegalStateException("The sandboxes have been stopped");
            Slot there = slots.get(id);
            LiveSandbox live = there == null ? null : there.live();
            // A bundle that was stopped and started again is another instance of the same bundle.
            boolean stale = there != null && there.instance != instance;
            if (live != null && (stale || !live.takesCalls() || live.isDue(settings.replacement()))) {
                retire(id, live);
                continue;
            }
            if (there != null) return there;
            if (count() < settings.most() || giveWay()) {
                Slot slot = new Slot(instance);
                slots.put(id, slot);
                needed = true;
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
        try {
            LiveSandbox made = starts.inTurn(() -> startNow(slot));
            LOG.info("{}, after {} ms", made, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            // Now, and not before: nobody waits for anything any more.
            starts.succeeded(this::room);
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} has no sandbox", instance, e);
            synchronized (this) {
                slots.remove(instance.bundle().getBundleId(), slot);
                notifyAll();
            }
            slot.sandbox.completeExceptionally(
                    e instanceof SupersededException ? e : new NotStartedException(instance, e));
        }
    }

    private LiveSandbox startNow(Slot slot) throws IOException {
        long seen = changes.get();
        LiveSandbox made = starts.start(slot.instance, this::free, this::wake);
        try {
            begin(slot, made);
            made.load(settings.startTimeout());
            while (!complete(slot, made, seen)) {
                seen = changes.get();
                holdToRows(made);
            }
            return made;
        } catch (RuntimeException e) {
            made.end(e);
            throw e;
        } finally {
            synchronized (this) {
                loading.remove(made);
            }
        }
    }

    /** From here on it is among those that are told of changes, as its plugin runs before it takes calls. */
    private synchronized void begin(Slot slot, LiveSandbox made) {
        if (closed || slots.get(slot.instance.bundle().getBundleId()) != slot) throw new SupersededException();
        loading.add(made);
    }

    /** Has it take calls, unless the permissions have changed since it heard of them: only those that do are told. */
    private synchronized boolean complete(Slot slot, LiveSandbox made, long seen) {
        if (closed || slots.get(slot.instance.bundle().getBundleId()) != slot) throw new SupersededException();
        if (changes.get() != seen) return false;
        slot.sandbox.complete(made);
        return true;
    }

    /** How many more processes there may be. */
    private synchronized int free() {
        return settings.most() - count() - starts.warm().count();
    }

    /** How many more there may be that nobody waits for. */
    private int room() {
        int free = free();
        return missing() > -WARM_BYTES ? Math.min(0, free) : free;
    }

    /** Those that wait for a plugin are the first to go where there are too many, or memory is short. */
    private void tendWarm() {
        starts.warm().end(missing() > 0 ? Integer.MAX_VALUE : -free());
        starts.keepWarm(this::room);
    }

    /** Looks at what each of them uses. */
    void look() {
        for (LiveSandbox sandbox : all()) sandbox.look();
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
                .filter(sandbox -> sandbox.takesCalls() && sandbox.isIdle())
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
        List.copyOf(loading).stream()
                .filter(sandbox -> which.test(sandbox.instance()))
                .forEach(sandbox -> threads.execute(() -> sandbox.end(new SupersededException())));
        notifyAll();
    }

    /**
     * Ends those that have had nothing to do for a while, or are due to be replaced, or are more than are kept so; and where the
     * host has little memory left, as many of those that have nothing to do as bring it back.
     */
    synchronized void retireIdle() {
        // Those that wait for a plugin go first; whether that is enough shows the next time.
        long missing = starts.warm().ready() > 0 ? PLENTY : missing();
        if (needed) threads.execute(this::tendWarm);
        // How long each has been unused is asked once: it changes meanwhile, and no order would hold.
        List<Idle> idle = live().stream()
                .filter(LiveSandbox::isIdle)
                .map(sandbox -> new Idle(sandbox, sandbox.unused()))
                .sorted(Comparator.comparing(Idle::unused).reversed())
                .toList();
        int tooMany = idle.size() - settings.mostIdle();
        for (Idle one : idle) {
            LiveSandbox sandbox = one.sandbox;
            boolean due = one.unused.compareTo(settings.idle()) > 0 || sandbox.isDue(settings.replacement());
            if (!due && tooMany <= 0 && missing <= 0) continue;
            if (!due)
                LOG.info(
                        "The sandbox of {} is ended, as {}",
                        sandbox.instance(),
                        tooMany > 0
                                ? "more than " + settings.mostIdle() + " have nothing to do (sandbox.idle-processes)"
                                : missing / MEGABYTE + " MiB of memory are missing (sandbox.spare-memory-mb)");
            tooMany--;
            missing -= sandbox.memoryBytes();
            retire(sandbox.instance().bundle().getBundleId(), sandbox);
        }
        notifyAll();
    }

    private record Idle(LiveSandbox sandbox, Duration unused) {}

    /** How much less memory the host has than it has to; less than nothing where it has more, or nobody knows. */
    private long missing() {
        long spare = settings.spareMegabytes() * MEGABYTE;
        OptionalLong available = memory.available();
        return spare == 0 || available.isEmpty() ? PLENTY : spare - available.getAsLong();
    }

    /** Has all sandboxes hold their plugins to the rows as they are now; in force when this returns. */
    void permissionsChanged(long until) {
        permissions.changed(until);
        changes.incrementAndGet();
        all().forEach(this::holdToRows);
    }

    private void holdToRows(LiveSandbox sandbox) {
        connect(sandbox);
        if (!sandbox.change(permissions.of(sandbox.locations()), permissions.until(), CHANGE))
            sandbox.end(new IllegalStateException(
                    "The sandbox of " + sandbox.instance() + " was ended, as it did not take other permissions"));
        // What it sees of the host's files was settled at its start.
        else if (!permissions.files(sandbox.locations()).equals(sandbox.files())) replace(sandbox);
    }

    /** Lets it connect to what it may connect to now, and to nothing else. */
    private void connect(LiveSandbox sandbox) {
        String plugin = sandbox.locations().get(sandbox.locations().size() - 1);
        Isolation.Tier tier = starts.isolating().containment().tier();
        sandbox.egress().ifPresent(egress -> egress.hold(permissions.network(plugin, tier)));
    }

    private synchronized void replace(LiveSandbox sandbox) {
        retire(sandbox.instance().bundle().getBundleId(), sandbox);
        notifyAll();
    }

    private synchronized List<LiveSandbox> all() {
        List<LiveSandbox> all = live();
        all.addAll(retired);
        all.addAll(loading);
        return all;
    }

    /** How many processes are ready for a plugin. */
    int waiting() {
        return starts.warm().ready();
    }

    List<Sandbox> views() {
        return all().stream()
                .filter(sandbox -> !sandbox.isGone())
                .map(LiveSandbox::view)
                .sorted(Comparator.comparing(Sandbox::startedAt))
                .toList();
    }

    /** What a call has used of its sandbox so far. */
    ResourceUsage consumed(String execution) {
        return all().stream()
                .flatMap(sandbox -> sandbox.consumed(execution).stream())
                .findFirst()
                .orElse(ResourceUsage.NONE);
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
        starts.close();
        threads.shutdown();
    }
}
