package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one instance of a plugin. A thread serves one instance for its whole life, so whatever a plugin leaves
 * in thread locals goes with the plugin; and no plugin can get at another's threads. The newest idle thread is used
 * first, so that its caches are warm and the others can end.
 */
final class WorkerPool {
    private final Threads threads;
    private volatile @Nullable ClassLoader loader;
    private final Set<Worker> all = new LinkedHashSet<>();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private boolean closed;

    WorkerPool(Threads threads, @Nullable ClassLoader loader) {
        this.threads = threads;
        this.loader = loader;
    }

    @Nullable
    ClassLoader loader() {
        return loader;
    }

    /** Hands a call to a thread, or throws. */
    void run(Call<?> call) {
        Worker worker;
        synchronized (this) {
            if (closed) throw new Refused(Refusal.STOPPING, "The plugin has been removed");
            worker = idle.pollFirst();
        }
        if (worker == null) threads.start(this, call);
        else worker.assign(call);
    }

    /** The calls that threads of this pool are at, those given up among them. */
    List<Call<?>> calls() {
        List<Call<?>> calls = new ArrayList<>();
        for (Worker worker : workers()) {
            Call<?> call = worker.call();
            if (call != null) calls.add(call);
        }
        return calls;
    }

    /** Ends the threads that have run code of another instance, once they are idle. */
    void retire(Hosted guest) {
        for (Worker worker : workers()) {
            if (worker.hasHosted(guest)) {
                worker.retire();
                dismissIfIdle(worker);
            }
        }
    }

    /** Takes no more calls; each thread ends when its call has. */
    void close() {
        List<Worker> dismissed;
        synchronized (this) {
            closed = true;
            dismissed = List.copyOf(idle);
            idle.clear();
            loader = null;
        }
        dismissed.forEach(Worker::dismiss);
    }

    synchronized void add(Worker worker) {
        all.add(worker);
    }

    /** A worker has nothing to do; tells whether it may wait for more. */
    synchronized boolean idle(Worker worker) {
        if (closed) return false;
        idle.addFirst(worker);
        return true;
    }

    /** A worker has waited long enough; tells whether it may end, which it may not where a call is on its way to it. */
    synchronized boolean giveUp(Worker worker) {
        return idle.remove(worker);
    }

    synchronized void ended(Worker worker) {
        all.remove(worker);
    }

    private void dismissIfIdle(Worker worker) {
        if (giveUp(worker)) worker.dismiss();
    }

    private synchronized List<Worker> workers() {
        return List.copyOf(all);
    }
}
