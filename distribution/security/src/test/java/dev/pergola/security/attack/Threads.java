package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Other threads, to get rid of what one is held to; and the threads of others. */
@SuppressWarnings({"removal", "deprecation", "ThreadPriorityCheck"}) // What is on its way out is still a way in.
final class Threads {
    private static final Need READ = Need.of("filesystem.read", "{outside}/**");
    private static final Need MANAGE = Need.of("threads.manage");
    private static final String AS_IT_IS = "and leaves it as it is";
    private static final String OF_A_PLUGIN = "one of another plugin";
    private static final String RENAMED = "renamed-by-a-plugin";
    private static final String SLEEPER = "sleeper-of-";

    /** Later ones do neither stop nor suspend threads, whoever asks. */
    private static final int LAST_THAT_STOPS = 19;

    private Threads() {}

    static List<Attack> all() {
        return List.of(
                reading(
                        "thread",
                        "on a new thread",
                        (prey, read) -> Tries.elsewhere(work -> new Thread(work).start(), read)),
                reading(
                        "thread-plain",
                        "on a thread that inherits nothing",
                        (prey, read) -> Tries.elsewhere(work -> new Thread(null, work, "x", 0, false).start(), read)),
                reading(
                        "executor",
                        "by an executor",
                        (prey, read) -> executor(Executors.newSingleThreadExecutor(), read)),
                reading("scheduled", "by a timer of an executor", Threads::scheduled),
                reading(
                        "privileged-executor",
                        "by an executor that keeps the context",
                        (prey, read) -> executor(
                                Executors.newSingleThreadExecutor(Executors.defaultThreadFactory()),
                                Executors.privilegedCallable(read))),
                reading("timer", "by a timer", Threads::timer),
                reading("fork-join", "in a pool of its own", (prey, read) -> executor(new ForkJoinPool(1), read))
                        .unenforced("threads of such a pool may nothing where Java has a security manager"),
                never(
                        "common-pool",
                        "reads a file in everybody's pool",
                        "threads of everybody's pool may nothing, whoever asks",
                        prey -> Tries.await(ForkJoinPool.commonPool().submit(() -> Tries.readSecret(prey)))),
                never(
                        "completable",
                        "reads a file in the background",
                        "threads of everybody's pool may nothing, whoever asks",
                        prey -> Tries.await(
                                CompletableFuture.supplyAsync(() -> unchecked(() -> Tries.readSecret(prey))))),
                reading(
                        "parallel",
                        "in a parallel stream",
                        (prey, read) -> IntStream.range(0, 1)
                                .parallel()
                                .mapToObj(i -> unchecked(read))
                                .toList()
                                .get(0)),
                reading(
                                "virtual",
                                "on a virtual thread",
                                (prey, read) -> Tries.elsewhere(
                                        work -> unchecked(
                                                () -> Tries.callStatic(Thread.class, "startVirtualThread", work)),
                                        read))
                        .since(21),
                reading("uncaught", "in a handler of what nobody caught", Threads::uncaught),
                allowedBy(
                                MANAGE,
                                "default-uncaught",
                                "hears of everybody's failures",
                                prey -> Tries.done(
                                        () -> Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {})))
                        .mildly(
                                AS_IT_IS,
                                prey -> Tries.done(() -> Thread.setDefaultUncaughtExceptionHandler(
                                        Thread.getDefaultUncaughtExceptionHandler()))),
                allowedBy(
                        MANAGE,
                        "stack-traces",
                        "sees what all threads do",
                        prey -> Thread.getAllStackTraces().size()),
                allowedBy(MANAGE, "enumerate", "lists the platform's threads", prey -> platforms()),
                allowedBy(
                        MANAGE,
                        "group",
                        "lists the groups of threads",
                        prey -> root().enumerate(new Thread[500], true)),
                managing("interrupt", "interrupts the platform's threads", prey -> some().interrupt())
                        .mildly(OF_A_PLUGIN, prey -> Tries.done(() -> victims().interrupt())),
                managing("rename-thread", "renames the platform's threads", prey -> some().setName(RENAMED))
                        .mildly(AS_IT_IS, prey -> Tries.done(() -> some().setName(some().getName()))),
                managing("priority", "slows the platform's threads down", prey -> some().setPriority(1))
                        .mildly(AS_IT_IS, prey -> Tries.done(() -> some().setPriority(some().getPriority()))),
                managing("suspend", "suspends the platform's threads", prey -> Tries.call(some(), "suspend"))
                        .until(LAST_THAT_STOPS)
                        .mildly(OF_A_PLUGIN, prey -> {
                            Thread thread = victims();
                            Tries.call(thread, "suspend");
                            return Tries.done(() -> Tries.call(thread, "resume"));
                        }),
                never(
                                "stop",
                                "stops the platform's threads",
                                "no permission of the vocabulary stops threads",
                                prey -> Tries.done(() -> some().stop()))
                        .until(LAST_THAT_STOPS)
                        .wrecks(),
                managing("interrupt-group", "interrupts all threads at once", prey -> root().interrupt())
                        .mildly(
                                "in a group that it adds",
                                prey -> Tries.done(() -> new ThreadGroup(root(), "of a plugin").interrupt())),
                managing("limit-group", "limits everybody's threads", prey -> root().setMaxPriority(2))
                        .mildly(AS_IT_IS, prey -> Tries.done(() -> root().setMaxPriority(root().getMaxPriority()))),
                allowedBy(
                        MANAGE,
                        "join-group",
                        "puts a thread among Java's own",
                        prey -> Tries.elsewhere(
                                work -> new Thread(root(), work).start(),
                                () -> Thread.currentThread().getThreadGroup().getName())),
                managing(
                                "other-loader",
                                "gives a thread of the platform its own loader",
                                prey -> some().setContextClassLoader(Threads.class.getClassLoader()))
                        .mildly(
                                OF_A_PLUGIN,
                                prey -> Tries.done(
                                        () -> victims().setContextClassLoader(Threads.class.getClassLoader()))),
                managing(
                                "rename-own",
                                "renames the thread that it is called on",
                                prey -> Thread.currentThread().setName(RENAMED))
                        .mildly(
                                AS_IT_IS,
                                prey -> Tries.done(() -> Thread.currentThread()
                                        .setName(Thread.currentThread().getName()))),
                allowedBy(
                                MANAGE,
                                "thread-of-pool",
                                "keeps a thread of the platform, and renames it later",
                                prey -> later(RENAMED))
                        .mildly(AS_IT_IS, prey -> later(Thread.currentThread().getName())));
    }

    private static Attack managing(String name, String what, Manipulation manipulation) {
        return allowedBy(MANAGE, name, what, prey -> Tries.done(() -> manipulation.of(prey)));
    }

    private interface Manipulation {
        void of(Prey prey) throws Exception;
    }

    private interface Elsewhere {
        Object read(Prey prey, Callable<String> read) throws Exception;
    }

    private static Attack reading(String name, String where, Elsewhere elsewhere) {
        return allowedBy(
                READ, name, "reads a file " + where, prey -> elsewhere.read(prey, () -> Tries.readSecret(prey)));
    }

    private static Object executor(ExecutorService executor, Callable<String> read) throws Exception {
        try {
            return Tries.await(executor.submit(read));
        } finally {
            executor.shutdown();
        }
    }

    private static Object scheduled(Prey prey, Callable<String> read) throws Exception {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
        try {
            return Tries.await(executor.schedule(read, 1, TimeUnit.MILLISECONDS));
        } finally {
            executor.shutdown();
        }
    }

    private static Object timer(Prey prey, Callable<String> read) throws Exception {
        Timer timer = new Timer(true);
        try {
            return Tries.elsewhere(
                    work -> timer.schedule(
                            new TimerTask() {
                                @Override
                                public void run() {
                                    work.run();
                                }
                            },
                            1),
                    read);
        } finally {
            timer.cancel();
        }
    }

    private static Object uncaught(Prey prey, Callable<String> read) throws Exception {
        return Tries.elsewhere(
                work -> {
                    Thread thread = new Thread(() -> {
                        throw new IllegalStateException("on purpose");
                    });
                    thread.setUncaughtExceptionHandler((failed, failure) -> work.run());
                    thread.start();
                },
                read);
    }

    static <T> T unchecked(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ThreadGroup root() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) group = group.getParent();
        return group;
    }

    private static String platforms() {
        Thread[] all = new Thread[500];
        int count = Thread.enumerate(all);
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            if (all[i].getName().startsWith("pergola-"))
                names.append(all[i].getName()).append(' ');
        }
        return names.toString();
    }

    /** A thread of the platform: found by counting, or else the one that this is called on, from another. */
    private static Thread some() throws Exception {
        Thread[] all = new Thread[500];
        int count = Thread.enumerate(all);
        for (int i = 0; i < count; i++) {
            if (all[i].getName().startsWith("pergola-store")) return all[i];
        }
        throw new IllegalStateException("No thread of the platform is to be found");
    }

    /** A thread that does nothing, whatever happens to it. */
    static Thread sleeper(String plugin) {
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        try {
                            Thread.sleep(Long.MAX_VALUE);
                        } catch (InterruptedException goOn) {
                            // That is what it is for.
                        }
                    }
                },
                SLEEPER + plugin);
        thread.setDaemon(true);
        return thread;
    }

    private static Thread victims() {
        Thread[] all = new Thread[500];
        int count = root().enumerate(all, true);
        for (int i = 0; i < count; i++) {
            if (all[i].getName().equals(SLEEPER + "victim")) return all[i];
        }
        throw new IllegalStateException("No thread of the victim is to be found");
    }

    private static Object later(String name) throws Exception {
        Thread platforms = Thread.currentThread();
        return Tries.elsewhere(work -> new Thread(work).start(), () -> {
            platforms.setName(name);
            return "renamed";
        });
    }
}
