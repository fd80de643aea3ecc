package dev.pergola.worker;

import dev.pergola.worker.host.Host;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.LinkException;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Failure;
import dev.pergola.worker.link.Message.Failure.Kind;
import dev.pergola.worker.link.MessageTooLargeException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does what the kernel says, one message after the other; whatever takes time goes to another thread. */
final class Worker {
    private final Link<Message.ToWorker, Message.ToKernel> link;
    private final Questions questions;
    private final Loader loader;
    private final Function<Message.Load, Host> hosts;
    private final Executor threads;
    private final Map<Long, Job> jobs = new ConcurrentHashMap<>();
    // Only used by the thread that the link is read on.
    private @Nullable Host host;
    private volatile Loader.@Nullable Loaded loaded;

    /** With what a plugin is brought up in, by what is said of it. */
    Worker(Link<Message.ToWorker, Message.ToKernel> link, Function<Message.Load, Host> hosts) {
        this(link, hosts, WorkerThreads.many("pergola-call"));
    }

    /** On threads of somebody's. */
    Worker(Link<Message.ToWorker, Message.ToKernel> link, Function<Message.Load, Host> hosts, Executor threads) {
        this.link = link;
        this.threads = threads;
        this.questions = new Questions(link);
        this.loader = new Loader(questions, number -> send(new Message.Handled(number)));
        this.hosts = hosts;
    }

    /** A call, and whose thread it is on once it has begun. */
    private static final class Job {
        private final TaskContext context;
        private @Nullable Thread thread;
        private boolean ended;

        Job(TaskContext context) {
            this.context = context;
        }

        synchronized void begin() {
            thread = Thread.currentThread();
        }

        /** No interruption comes after this. */
        synchronized void end() {
            ended = true;
            context.cancel();
            Thread.interrupted();
        }

        synchronized void cancel() {
            context.cancel();
            if (thread != null && !ended) thread.interrupt();
        }
    }

    /** Until the link ends. */
    void run() {
        send(new Message.Ready());
        for (Message.ToWorker message = link.receive(); message != null; message = link.receive()) handle(message);
    }

    private void handle(Message.ToWorker message) {
        if (message instanceof Message.Execute order) execute(order);
        else if (message instanceof Message.Reply reply) questions.answered(reply);
        else if (message instanceof Message.Refused refused) questions.refused(refused);
        else if (message instanceof Message.Cancel cancel) cancel(cancel.call());
        else if (message instanceof Message.Happened happened) happened(happened);
        else if (message instanceof Message.Rows rows) change(rows);
        else if (message instanceof Message.LogLevel level) level(level);
        else if (message instanceof Message.Load load) begin(load);
    }

    /** Rows are replaced on this thread alone, in the order in which they come. */
    private void begin(Message.Load load) {
        long began = System.nanoTime();
        try {
            if (host != null) throw new IllegalStateException("There is a plugin already");
            Host made = hosts.apply(load);
            made.permit(load.rows(), load.rowsUntil());
            host = made;
            threads.execute(() -> load(load, made, began));
            // The latter where the plugin, or another of the same user, has left no thread.
        } catch (RuntimeException | OutOfMemoryError failure) {
            send(new Message.NotLoaded(Failures.of(failure)));
        }
    }

    private void load(Message.Load load, Host made, long began) {
        try {
            loaded = loader.load(load, made);
            send(new Message.Loaded((System.nanoTime() - began) / 1_000_000));
        } catch (Throwable failure) {
            send(new Message.NotLoaded(Failures.of(failure)));
        }
    }

    private void execute(Message.Execute order) {
        Loader.Loaded ready = loaded;
        if (ready == null) {
            send(failed(order, Failure.of(Kind.FAILED, "The plugin is not loaded")));
            return;
        }
        Job job = new Job(new TaskContext(order, ready.plugin().context(), this::send));
        jobs.put(order.call(), job);
        try {
            threads.execute(() -> execute(order, job, ready.plugin()));
        } catch (OutOfMemoryError noThread) {
            jobs.remove(order.call());
            send(failed(order, Failures.of(noThread)));
        }
    }

    private void execute(Message.Execute order, Job job, HostedPlugin plugin) {
        job.begin();
        Message.ToKernel answer;
        try {
            answer = plugin.execute(order, job.context);
        } finally {
            job.end();
            jobs.remove(order.call());
        }
        try {
            send(answer);
        } catch (MessageTooLargeException tooLarge) {
            send(failed(order, Failure.of(Kind.LIMITED, "The result is too large: " + tooLarge.getMessage())));
        }
    }

    private static Message.Failed failed(Message.Execute order, Failure why) {
        return new Message.Failed(order.call(), why, new Message.Usage(0, 0));
    }

    private void cancel(long call) {
        Job job = jobs.get(call);
        if (job != null) job.cancel();
    }

    private void happened(Message.Happened happened) {
        Loader.Loaded ready = loaded;
        if (ready != null) ready.events().happened(happened);
        else send(new Message.Handled(happened.subscription()));
    }

    private void level(Message.LogLevel level) {
        Loader.Loaded ready = loaded;
        if (ready != null) WorkerLog.level(ready.plugin().context().plugin().id(), level.level());
    }

    private void change(Message.Rows rows) {
        try {
            // Before there is a plugin, nobody is held to them.
            if (host != null) host.permit(rows.rows(), rows.until());
        } catch (RuntimeException failure) {
            // What holds is not what the operator said: end rather than go on with it.
            throw new LinkException("The permissions could not be replaced", failure);
        }
        send(new Message.RowsInForce(rows.number()));
    }

    /** Perhaps on the plugin's thread, which need not be allowed to use the link. */
    @SuppressWarnings("removal")
    private void send(Message.ToKernel message) {
        AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
            link.send(message);
            return null;
        });
    }
}
