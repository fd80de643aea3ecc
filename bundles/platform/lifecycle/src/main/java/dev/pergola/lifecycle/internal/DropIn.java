package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.store.HeldJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * Takes what happens in the plugin directories, from whoever notices it first and however often, and has each file looked at
 * by one worker at a time, until there is nothing new about it.
 */
final class DropIn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DropIn.class);
    /** What a file was refused for may have come, or gone, by the time that something else is installed. */
    private static final Set<String> RETRIED = Set.of(
            "dependency-missing",
            "package-missing",
            "requirement-missing",
            "would-break",
            "linkage-dependent",
            "conflict",
            "duplicate",
            "superseded");

    private final Intake intake;
    private final Registry registry;
    private final Waiting waiting;
    private final Holds holds;
    private final List<Path> directories;
    /** Told whenever a file has had its turn. */
    private final Object idle = new Object();

    private final Map<Path, DroppedFile> files = new ConcurrentHashMap<>();
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(null, task, "pergola-drop-in", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    DropIn(Intake intake, Registry registry, Waiting waiting, Holds holds, List<Path> directories) {
        this.intake = intake;
        this.registry = registry;
        this.waiting = waiting;
        this.holds = holds;
        this.directories = directories;
    }

    static boolean isJar(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".jar") && !name.startsWith(".");
    }

    /** Something may have happened to a file. Returns at once. */
    void offer(Path file) {
        Path path = file.toAbsolutePath().normalize();
        if (!isJar(path)) return;
        DroppedFile dropped = files.computeIfAbsent(path, p -> new DroppedFile());
        if (dropped.due()) schedule(path, dropped, Duration.ZERO);
    }

    /** Looks at every jar there is, and at those that have gone, and waits until each has had its turn. */
    void scanAndWait(Duration limit) {
        rescan();
        long end = System.nanoTime() + limit.toNanos();
        synchronized (idle) {
            while (files.values().stream().anyMatch(DroppedFile::isQueued)) {
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
        @Nullable DroppedFile dropped = files.get(file.toAbsolutePath().normalize());
        return dropped == null ? Optional.empty() : dropped.report();
    }

    /** Looks again at files that were refused for want of something that may be there now. */
    void reconsider() {
        files.forEach((path, dropped) -> {
            if (!dropped.refusedFor(RETRIED)) return;
            dropped.unsettled();
            offer(path);
        });
    }

    private void schedule(Path path, DroppedFile dropped, Duration delay) {
        try {
            workers.schedule(() -> run(path, dropped), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping; {} is left for the next start", path);
        }
    }

    private void run(Path path, DroppedFile dropped) {
        Optional<Duration> later;
        try {
            Intake.Turn turn = intake.look(path, dropped);
            if (turn.installed()) waiting.wake(Intake.ACTOR);
            if (turn.installed() || turn.uninstalled()) reconsider();
            if (turn.gone()) files.remove(path, dropped);
            later = turn.later();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{} could not be looked at", path, e);
            later = Optional.empty();
        }
        if (dropped.continues(later.isPresent())) {
            schedule(path, dropped, later.orElse(Duration.ZERO));
        } else {
            synchronized (idle) {
                idle.notifyAll();
            }
        }
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
