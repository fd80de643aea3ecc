package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.Artifacts.Staged;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.HeldJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what happens in the plugin directories, from whoever notices it first and however often, and makes of it one
 * installation for each content of each file. A file is looked at when it is a whole jar and has not changed while it was
 * copied; until then it is looked at again, soon.
 */
final class DropIn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DropIn.class);
    private static final String ACTOR = "drop-in";
    /** A file that is no jar and has not changed for so long is not going to become one. */
    private static final Duration SETTLE = Duration.ofSeconds(2);
    /** How long a file may be gone before its plugin goes: a rename, or a tool that deletes and writes anew, is quicker. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Artifacts artifacts;
    private final Installer installer;
    private final Manager manager;
    private final Registry registry;
    private final Waiting waiting;
    private final DeploymentJournal journal;
    private final Holds holds;
    private final List<Path> directories;
    /** Told whenever a file has had its turn. */
    private final Object idle = new Object();

    private final Map<Path, Watched> files = new ConcurrentHashMap<>();
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(null, task, "pergola-drop-in", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    DropIn(
            Artifacts artifacts,
            Installer installer,
            Manager manager,
            Registry registry,
            Waiting waiting,
            DeploymentJournal journal,
            Holds holds,
            List<Path> directories) {
        this.artifacts = artifacts;
        this.installer = installer;
        this.manager = manager;
        this.registry = registry;
        this.waiting = waiting;
        this.journal = journal;
        this.holds = holds;
        this.directories = directories;
    }

    /** What is known of a file. Changed by one worker at a time. */
    private static final class Watched {
        private boolean queued;
        private boolean again;
        private @Nullable Stamp done;
        private @Nullable Stamp seen;
        private long seenAt;
        private Duration patience = Duration.ofMillis(10);
        private Optional<DeploymentReport> report = Optional.empty();

        synchronized boolean isQueued() {
            return queued;
        }
    }

    /** Size and time of a file: what changes when its content does. */
    private record Stamp(long size, long modified, @Nullable Object key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis(), attributes.fileKey());
        }
    }

    static boolean isJar(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".jar") && !name.startsWith(".");
    }

    /** Something may have happened to a file. Returns at once. */
    void offer(Path file) {
        Path path = file.toAbsolutePath().normalize();
        if (!isJar(path)) return;
        Watched watched = files.computeIfAbsent(path, p -> new Watched());
        synchronized (watched) {
            if (watched.queued) {
                watched.again = true;
                return;
            }
            watched.queued = true;
        }
        schedule(path, watched, Duration.ZERO);
    }

    /** Looks at every jar there is, and at those that have gone, and waits until each has had its turn. */
    void scanAndWait(Duration limit) {
        rescan();
        long end = System.nanoTime() + limit.toNanos();
        synchronized (idle) {
            while (files.values().stream().anyMatch(Watched::isQueued)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    LOG.warn("Not all plugin files were looked at within {}", Bundles.seconds(limit));
                    return;
                }
                try {
                    idle.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** Looks at every jar there is, and at every file that was there. */
    void rescan() {
        jars().forEach(this::offer);
        files.keySet().forEach(this::offer);
        Stream.concat(
                        registry.all().stream().map(m -> m.installation().source()),
                        holds.all().stream().map(HeldJar::source))
                .filter(source -> !source.contains("://"))
                .map(Path::of)
                .filter(path -> directories.contains(path.getParent()))
                .filter(path -> !Files.exists(path))
                .forEach(this::offer);
    }

    private List<Path> jars() {
        List<Path> result = new ArrayList<>();
        for (Path directory : directories) {
            try (Stream<Path> entries = Files.list(directory)) {
                entries.filter(DropIn::isJar)
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(result::add);
            } catch (NoSuchFileException e) {
                LOG.debug("{} is not there", directory);
            } catch (IOException e) {
                LOG.warn("The plugin directory {} cannot be read: {}", directory, e.getMessage());
            }
        }
        return result;
    }

    /** The report of the last time that a file was looked at. */
    Optional<DeploymentReport> report(Path file) {
        @Nullable Watched watched = files.get(file.toAbsolutePath().normalize());
        return watched == null ? Optional.empty() : watched.report;
    }

    /** Looks again at files that were refused for want of something that may be there now. */
    void reconsider() {
        files.forEach((path, watched) -> {
            boolean hopeful = watched.report
                    .filter(r -> r.outcome() == Outcome.REFUSED)
                    .filter(r -> r.problems().stream().anyMatch(p -> RETRIED.contains(p.code())))
                    .isPresent();
            if (!hopeful) return;
            synchronized (watched) {
                watched.done = null;
            }
            offer(path);
        });
    }

    private static final java.util.Set<String> RETRIED = java.util.Set.of(
            "dependency-missing",
            "package-missing",
            "requirement-missing",
            "would-break",
            "conflict",
            "duplicate",
            "superseded");

    private void schedule(Path path, Watched watched, Duration delay) {
        try {
            workers.schedule(() -> run(path, watched), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping; {} is left for the next start", path);
        }
    }

    private void run(Path path, Watched watched) {
        Optional<Duration> later;
        try {
            later = process(path, watched);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{} could not be looked at", path, e);
            later = Optional.empty();
        }
        synchronized (watched) {
            if (later.isEmpty() && !watched.again) {
                watched.queued = false;
            } else {
                watched.again = false;
            }
        }
        if (!watched.isQueued()) {
            synchronized (idle) {
                idle.notifyAll();
            }
            return;
        }
        schedule(path, watched, later.orElse(Duration.ZERO));
    }

    /** Looks at a file; gives the time after which it should be looked at again, if it should. */
    private Optional<Duration> process(Path path, Watched watched) {
        try {
            Stamp before = Stamp.of(path);
            synchronized (watched) {
                if (before.equals(watched.done)) return Optional.empty();
                if (!before.equals(watched.seen)) {
                    watched.seen = before;
                    watched.seenAt = System.nanoTime();
                    watched.patience = Duration.ofMillis(10);
                }
            }
            return take(path, watched, before);
        } catch (NoSuchFileException e) {
            return gone(path, watched);
        } catch (IOException e) {
            if (stillSettling(watched)) return later(watched);
            settled(watched);
            refuse(
                    path,
                    watched,
                    new Problem(
                            "unreadable",
                            path + " cannot be taken in: " + e.getMessage(),
                            "See that it can be read and that the data directory has room, then touch the file"));
            return Optional.empty();
        }
    }

    /** What the file is now has been dealt with, until it changes. */
    private static void settled(Watched watched) {
        synchronized (watched) {
            watched.done = watched.seen;
        }
    }

    private Optional<Duration> take(Path path, Watched watched, Stamp before) throws IOException {
        try (Staged staged = artifacts.stage(path)) {
            if (!Stamp.of(path).equals(before)) return later(watched);
            DescriptorReader.requireComplete(staged.path());
            settled(watched);
            if (failedBefore(path, staged.digest())) return Optional.empty();
            tell(path, watched, installer.install(staged, path.toString(), InstallOptions.DEFAULT, true, ACTOR));
        } catch (IncompleteJarException e) {
            if (stillSettling(watched)) return later(watched);
            settled(watched);
            refuse(path, watched, new Problem("no-jar", String.valueOf(e.getMessage()), "Copy the file again"));
        } catch (RefusedException e) {
            settled(watched);
            refuse(path, watched, e.problem());
        }
        return Optional.empty();
    }

    /** A jar that failed is not tried again by itself, only when somebody says so. */
    private boolean failedBefore(Path path, String digest) {
        boolean failed = journal.latestFrom(path.toString())
                .filter(d -> d.digest().equals(digest))
                .filter(d -> d.outcome() == Deployment.Outcome.ROLLED_BACK)
                .isPresent();
        if (failed) LOG.info("{} failed before and is not tried again; plugin:install {} does that", path, path);
        return failed;
    }

    private void refuse(Path path, Watched watched, Problem problem) {
        Deployment begun = journal.begin(new Deployment(
                0,
                "install",
                "",
                "",
                "",
                "",
                path.toString(),
                "identifying",
                Deployment.Outcome.PENDING,
                "",
                Instant.EPOCH,
                Instant.EPOCH));
        journal.finish(begun.id(), Deployment.Outcome.REFUSED, problem.message());
        tell(
                path,
                watched,
                new DeploymentReport(
                        begun.id(),
                        "install",
                        "",
                        "",
                        "",
                        Outcome.REFUSED,
                        List.of(),
                        List.of(problem),
                        Duration.ZERO));
    }

    private void tell(Path path, Watched watched, DeploymentReport report) {
        watched.report = Optional.of(report);
        String name = report.pluginId().isEmpty() ? path.getFileName().toString() : report.pluginId();
        switch (report.outcome()) {
            case DONE ->
                LOG.info(
                        "{} {} {}: active after {} ms",
                        report.operation(),
                        name,
                        report.toVersion(),
                        report.took().toMillis());
            case UNCHANGED -> LOG.debug("{} has nothing new", path);
            case WAITING ->
                LOG.info(
                        "{} {} waits: {}",
                        name,
                        report.toVersion(),
                        report.problems().get(0).message());
            case REFUSED, ROLLED_BACK, FAILED ->
                report.problems()
                        .forEach(p -> LOG.warn(
                                "{} {}: {} ({}): {}. {}",
                                report.operation(),
                                name,
                                report.outcome(),
                                path,
                                p.message(),
                                p.remedy()));
        }
        if (report.outcome() == Outcome.DONE || report.outcome() == Outcome.WAITING) {
            waiting.wake(ACTOR);
            reconsider();
        }
    }

    private boolean stillSettling(Watched watched) {
        synchronized (watched) {
            return System.nanoTime() - watched.seenAt < SETTLE.toNanos();
        }
    }

    private static Optional<Duration> later(Watched watched) {
        synchronized (watched) {
            Duration next = watched.patience;
            watched.patience = Duration.ofMillis(Math.min(250, next.toMillis() * 2));
            return Optional.of(next);
        }
    }

    /** The file is gone. Unless it comes back soon, or its content under another name, its plugin goes too. */
    private Optional<Duration> gone(Path path, Watched watched) {
        synchronized (watched) {
            if (watched.seen != null || watched.seenAt == 0) {
                watched.seen = null;
                watched.seenAt = System.nanoTime();
            }
            if (System.nanoTime() - watched.seenAt < GRACE.toNanos()) return Optional.of(Duration.ofMillis(100));
            watched.done = null;
            watched.report = Optional.empty();
        }
        for (Managed managed : registry.all()) {
            if (!managed.installation().source().equals(path.toString()) || Files.exists(path)) continue;
            LOG.info("{} is gone; {} is uninstalled, its state is kept", path, managed);
            manager.fileGone(managed, ACTOR);
            reconsider();
        }
        if (!Files.exists(path)) holds.forget(held -> held.source().equals(path.toString()));
        files.remove(path, watched);
        return Optional.empty();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) LOG.warn("An installation is still under way");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
