package dev.pergola.benchmarks;

import java.nio.file.Path;
import java.time.Duration;

/** An engine that takes plugins from a folder, as its archive comes, with the settings that it comes with. */
sealed interface Contender permits Pergola, Karaf {
    /** Longest wait for anything that an engine does. */
    Duration PATIENCE = Duration.ofSeconds(90);

    /** Name, for the tables. */
    String name();

    /** How it is run: options and settings that matter. */
    String settings();

    /** How often its folder is looked at. */
    Duration poll();

    /** Unpacks it anew, into an empty folder. */
    Installation unpack(Path folder);

    /** Waits until it says itself that it is ready; when that was, by {@link System#nanoTime}. */
    long awaitReady(Installation installation, Engine engine);

    /** Waits for what the engine does in the background after its first start, for the sake of the next. */
    default void settle(Installation installation) {}
}
