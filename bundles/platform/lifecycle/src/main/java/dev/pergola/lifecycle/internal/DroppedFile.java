package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a file in a plugin directory: whether its turn is due, what it looked like, and what came of it. One
 * worker at a time looks at it; anybody may say that it has changed.
 */
final class DroppedFile {
    private static final Duration FIRST_WAIT = Duration.ofMillis(10);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private boolean queued;
    private boolean again;
    private @Nullable Stamp done;
    private @Nullable Stamp seen;
    private long seenAt;
    private Duration wait = FIRST_WAIT;
    private Optional<DeploymentReport> report = Optional.empty();

    /** Size and time of a file: what changes when its content does. */
    record Stamp(long size, long modified, @Nullable Object key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis(), attributes.fileKey());
        }
    }

    /** Notes that something may have happened to it; tells whether a turn has to be arranged for that. */
    synchronized boolean due() {
        if (queued) {
            again = true;
            return false;
        }
        queued = true;
        return true;
    }

    /** Ends a turn; tells whether there has to be another. */
    synchronized boolean continues(boolean later) {
        if (!later && !again) queued = false;
        else again = false;
        return queued;
    }

    synchronized boolean isQueued() {
        return queued;
    }

    /** Notes what it looks like; tells whether that is news. */
    synchronized boolean isNews(Stamp stamp) {
        if (stamp.equals(done)) return false;
        if (!stamp.equals(seen)) {
            seen = stamp;
            seenAt = System.nanoTime();
            wait = FIRST_WAIT;
        }
        return true;
    }

    /** What it is now has been dealt with, until it changes. */
    synchronized void settled() {
        done = seen;
    }

    /** What it is now is news again. */
    synchronized void unsettled() {
        done = null;
    }

    /** Whether it has looked the same for less than a time. */
    synchronized boolean youngerThan(Duration time) {
        return System.nanoTime() - seenAt < time.toNanos();
    }

    /** After what time to look again at one that is not ready yet: longer each time. */
    synchronized Duration nextWait() {
        Duration next = wait;
        Duration doubled = next.multipliedBy(2);
        wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
        return next;
    }

    /** Notes that it is not there; tells whether it has been gone for a time, and forgets what came of it then. */
    synchronized boolean goneFor(Duration time) {
        if (seen != null || seenAt == 0) {
            seen = null;
            seenAt = System.nanoTime();
        }
        if (youngerThan(time)) return false;
        done = null;
        report = Optional.empty();
        return true;
    }

    synchronized Optional<DeploymentReport> report() {
        return report;
    }

    synchronized void report(DeploymentReport last) {
        report = Optional.of(last);
    }

    /** Whether it was refused for one of these reasons. */
    boolean refusedFor(Set<String> codes) {
        return report().filter(r -> r.outcome() == Outcome.REFUSED)
                .filter(r -> r.problems().stream().anyMatch(p -> codes.contains(p.code())))
                .isPresent();
    }
}
