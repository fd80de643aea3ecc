package dev.pergola.plugins.hostile;

import dev.pergola.api.InvalidInputException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What there is to be done, and what should stop it; the README has the whole table. */
enum Deed {
    /** None: shows that all is well, and deletes what deeds left behind that were ended. */
    NOTHING(Disk::tidyUp),
    /** Prints one line, as anybody may. */
    ONE_LINE(Output::oneLine),

    /** Fills the heap: {@code limits.memory-mb}. */
    HEAP(Memory::heap),
    /** Takes memory outside of the heap: {@code sandbox.native-memory-mb}. */
    OFF_HEAP(Memory::offHeap),
    /** Starts threads: {@code sandbox.threads}. */
    THREADS(Threads::many),
    /** Two threads wait for each other: the deadline. */
    DEADLOCK(Threads::deadlock),
    /** Works without end: the deadline, which it ignores. */
    ENDLESS_LOOP(Processor::endlessLoop),
    /** Works for some seconds: {@code sandbox.cpu-time}, and {@code limits.cpu-percent} as long as it does. */
    CPU_BURN(Processor::burn),
    /** Calls itself without end: Java, and the call fails. */
    STACK_OVERFLOW(Processor::overflow),

    /** Opens a file many times: {@code sandbox.open-files}. */
    OPEN_FILES(Disk::openFiles),
    /** Writes one large file: {@code sandbox.file-mb}. */
    LARGE_FILE(Disk::largeFile),
    /** Writes many files: {@code limits.storage-mb}. */
    MANY_FILES(Disk::manyFiles),
    /** Writes much and keeps little of it: {@code limits.disk-mb-per-second} slows it down. */
    DISK_RATE(Disk::rate),
    /** Fills the temporary folder: {@code sandbox.scratch-mb}. */
    SCRATCH(Disk::scratch),

    /** Reads a file of the host: it is not there. */
    READ(Outside::read),
    /** Connects to the host: there is no network. */
    CONNECT(Outside::connect),
    /** Starts another program: the filter for system calls. */
    FORK(Outside::fork),
    /** Starts programs that start programs: the same, two hundred times. */
    FORK_BOMB(Outside::forkBomb),

    /** Ends the process by a crash of native code: the next call has another process. */
    NATIVE_CRASH(Ending::crash),
    /** Ends the process at once: the same. */
    HALT(Ending::halt),
    /** Ends the process in good order: the same. */
    EXIT(Ending::exit),

    /** Prints twenty megabytes: what is too much is left out, and counted. */
    OUTPUT_FLOOD(Output::flood),
    /** Answers more than a million values: what the kernel takes. */
    GIANT_RESULT(Output::giantResult);

    private final Harm harm;

    Deed(Harm harm) {
        this.harm = harm;
    }

    Harm harm() {
        return harm;
    }

    /** What callers call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of that name. */
    static Deed named(@Nullable Object name) {
        return Stream.of(values())
                .filter(deed -> deed.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("'deed' must be one of " + all()));
    }

    private static String all() {
        return Stream.of(values()).map(Deed::label).collect(Collectors.joining(", "));
    }
}
