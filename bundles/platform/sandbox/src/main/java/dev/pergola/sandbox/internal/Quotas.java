package dev.pergola.sandbox.internal;

import dev.pergola.sandbox.Usage;
import dev.pergola.sandbox.internal.containment.Brake;
import dev.pergola.sandbox.internal.containment.Contained;
import dev.pergola.sandbox.internal.containment.ProcessUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What one sandbox may use, as far as it can be seen from outside: looked at several times a second by one thread. What is
 * a rate is held by halting the process for as long as it has been ahead of it; what is an amount ends it.
 */
final class Quotas {
    private static final double MEGABYTE = 1024.0 * 1024;
    /** How far it may be ahead of a rate, so that short work is not halted. */
    private static final Duration AHEAD = Duration.ofMillis(200);

    private static final long STORAGE_NANOS = 1_000_000_000L;
    /** Where nothing is to be done in it: what it does all the same does not come to much in that time. */
    private static final long IDLE_STORAGE_NANOS = 5_000_000_000L;

    /** A shorter call is not worth the look at what it used. */
    private static final long WORTH_A_LOOK_NANOS = 10_000_000L;

    /** What the framework may write by itself. */
    private static final long MOST_OWN_BYTES = 8L << 20;

    /** For each MiB: a file takes up room even where there is nothing in it. */
    private static final int FILES = 1_024;

    private final SandboxSettings settings;
    private final Contained contained;
    private final FolderQuota data;
    private final FolderQuota own;
    private final Brake brake;
    private final Rate cpu;
    private final Rate disk;

    private volatile Usage usage = Usage.NONE;
    private long looked;
    private long storageLooked;
    private volatile long haltedUntil;
    private volatile boolean closed;
    private long busySince = -1;
    private long calls;

    /**
     * Before the plugin is in it: what is in the folders is not held against it, and nothing else counts yet.
     *
     * @param data the plugin's folder
     * @param own the process's, which is none of the plugin's business, and in which little is to grow
     * @param jarBytes of what the framework will copy to there
     */
    Quotas(SandboxSettings settings, Contained contained, Path data, Path own, long jarBytes, Brake brake) {
        this.settings = settings;
        this.contained = contained;
        long bytes = settings.storageMegabytes() * (long) MEGABYTE;
        long files = Math.max(1L, settings.storageMegabytes()) * FILES;
        this.data = FolderQuota.of(data, bytes, files);
        this.own = FolderQuota.beyond(own, jarBytes + Math.max(MOST_OWN_BYTES, bytes), files);
        this.brake = brake;
        this.cpu = new Rate(contained.hasCpuLimit() ? 0 : settings.limits().cpuPercent() / 100.0);
        this.disk = new Rate(settings.diskMegabytes() * MEGABYTE / 1e9);
    }

    /** So much a nanosecond on average; zero for any. */
    private static final class Rate {
        private final double perNano;
        private double before;
        private double balance;

        Rate(double perNano) {
            this.perNano = perNano;
        }

        /** For how long it is to do nothing, so that it is not ahead any more. */
        long ahead(double used, long nanos) {
            double more = used - before;
            before = used;
            if (perNano <= 0) return 0;
            balance = Math.min(perNano * AHEAD.toNanos(), balance + perNano * nanos - more);
            return balance < 0 ? (long) (-balance / perNano) : 0;
        }
    }

    Usage usage() {
        return usage;
    }

    /**
     * What it uses and has used, for a call that has taken so long: of a short one as of the last look. The files in its folder
     * are as they were added up then in any case, as that may take longer than the call.
     */
    Usage usageAfter(long nanos) {
        Usage last = usage;
        if (nanos < WORTH_A_LOOK_NANOS || closed) return last;
        return ProcessUsage.of(contained.pid())
                .map(used -> usage(used, last.storageBytes()))
                .orElse(last);
    }

    private static Usage usage(ProcessUsage used, long storage) {
        return new Usage(
                used.memoryBytes(),
                Duration.ofNanos(used.cpuNanos()),
                used.threads(),
                used.readBytes(),
                used.writtenBytes(),
                storage,
                0,
                0,
                0);
    }

    /** The plugin runs in it: what it uses from now on counts. */
    synchronized void loaded() {
        contained.limitCpu();
        looked = System.nanoTime();
        ProcessUsage.of(contained.pid()).ifPresent(now -> {
            cpu.before = now.cpuNanos();
            disk.before = now.readBytes() + now.writtenBytes();
            usage = usage(now, data.bytes());
        });
    }

    /** A call has begun. */
    synchronized void began(int running) {
        if (running <= 1) {
            busySince = -1;
            calls = 0;
        }
        calls++;
    }

    /**
     * Looks.
     *
     * @param running how many calls are under way
     * @return the limit that it has met, in words; then it has to go
     */
    synchronized Optional<String> look(int running) {
        long now = System.nanoTime();
        if (looked == 0 || closed) return Optional.empty();
        if (haltedUntil != 0) {
            if (now - haltedUntil < 0) return Optional.empty();
            haltedUntil = 0;
            brake.release(contained.pid());
        }
        Optional<ProcessUsage> found = ProcessUsage.of(contained.pid());
        if (found.isEmpty()) return Optional.empty();
        ProcessUsage used = found.get();
        if (now - storageLooked > (running > 0 ? STORAGE_NANOS : IDLE_STORAGE_NANOS)) {
            storageLooked = now;
            data.look();
            own.look();
        }
        usage = usage(used, data.bytes());
        halt(used, now);
        return met(used, running);
    }

    /** It has to go: nobody has to let go on what is gone. Waits for nobody who looks. */
    void close() {
        closed = true;
        if (haltedUntil != 0) brake.release(contained.pid());
    }

    private void halt(ProcessUsage used, long now) {
        long since = now - looked;
        looked = now;
        long nanos =
                Math.max(cpu.ahead(used.cpuNanos(), since), disk.ahead(used.readBytes() + used.writtenBytes(), since));
        if (nanos <= 0 || !brake.halt(contained.pid())) return;
        haltedUntil = now + nanos;
        if (closed) brake.release(contained.pid());
    }

    private Optional<String> met(ProcessUsage used, int running) {
        long mib = (long) MEGABYTE;
        int total = contained.limits().totalMegabytes();
        if (used.memoryBytes() > total * mib)
            return Optional.of("it used " + used.memoryBytes() / mib + " MiB of memory, and limits.memory-mb and"
                    + " sandbox.native-memory-mb are " + total + " MiB together");
        if (used.threads() > contained.limits().processes())
            return Optional.of("it had " + used.threads() + " threads, and sandbox.threads is "
                    + contained.limits().processes());
        Optional<String> stored = data.met("its folder").or(() -> own.met("the folder that its process runs in"));
        if (stored.isPresent())
            return Optional.of(stored.get() + "; limits.storage-mb is " + settings.storageMegabytes() + ", with "
                    + FILES + " files for each MiB");
        if (running == 0) return Optional.empty();
        if (busySince < 0) busySince = used.cpuNanos();
        Duration spent = Duration.ofNanos(used.cpuNanos() - busySince);
        return spent.compareTo(settings.cpuTime().multipliedBy(Math.max(1, calls))) > 0
                ? Optional.of("it took " + spent.toMillis() + " ms of a processor's time for " + Math.max(1, calls)
                        + " calls, and sandbox.cpu-time is "
                        + settings.cpuTime().toMillis() + " ms for each")
                : Optional.empty();
    }
}
