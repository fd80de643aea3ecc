package dev.pergola.lifecycle.internal;

import dev.pergola.store.HeldJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings up what should run, on a thread of its own, as that may take as long as the plugins take to start. */
final class Startup {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
    private static final Duration FIRST_SCAN = Duration.ofSeconds(45);
    private static final String ACTOR = "boot";

    private final Wiring wiring;
    private final LifecycleSettings settings;
    private final Consumer<Map<String, Object>> signal;
    private final Thread thread;

    /**
     * Of all that is put together.
     *
     * @param signal offers a condition, by its properties, to the kernel and others
     */
    Startup(Wiring wiring, Consumer<Map<String, Object>> signal) {
        this.wiring = wiring;
        this.settings = wiring.settings;
        this.signal = signal;
        this.thread = new Thread(null, this::run, "pergola-boot", 0, false);
    }

    void begin() {
        thread.start();
    }

    /** Gives up where it has not ended yet. */
    void end() {
        thread.interrupt();
        try {
            thread.join(settings.stopTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            wiring.holds.load();
            wiring.boot.load();
            wiring.jars.prune();
            if (!wiring.admission.await(settings.policyTimeout())) {
                failed("Permissions are to be enforced, but no permission policy came within "
                        + Bundles.seconds(settings.policyTimeout())
                        + ", so no plugin was started; the log says why dev.pergola.permissions does not run");
                return;
            }
            wiring.waiting.wake(ACTOR);
            // Whoever checks jars has to be there before any is taken in.
            if (!wiring.platformStart.await(settings.policyTimeout())) {
                failed("Not all bundles of the platform came up within " + Bundles.seconds(settings.policyTimeout())
                        + ", so no jar was taken in; the log says why");
                return;
            }
            reconsiderHeld();
            for (Path directory : settings.directories()) makeDirectory(directory);
            wiring.dropIn.scanAndWait(FIRST_SCAN);
            wiring.waiting.wake(ACTOR);
            if (settings.hotReload() && !wiring.isStopping()) wiring.watch.start();
            wiring.health.start();
            wiring.wired.prune();
            signal.accept(Map.of(Condition.CONDITION_ID, "pergola.ready.lifecycle"));
        } catch (IOException | RuntimeException e) {
            if (!wiring.isStopping()) LOG.error("The plugins could not be started", e);
        }
    }

    /** Whoever decides may have done so meanwhile. */
    private void reconsiderHeld() {
        List<String> ids =
                wiring.holds.all().stream().map(HeldJar::pluginId).distinct().toList();
        for (String id : ids) {
            try {
                if (!wiring.isStopping()) wiring.afterwards(wiring.reconsideration.reconsider(id, ACTOR), ACTOR);
            } catch (RuntimeException e) {
                LOG.error("What is held of {} could not be looked at again", id, e);
            }
        }
    }

    /** Tells the kernel, which gives up the start then. */
    private void failed(String why) {
        if (wiring.isStopping()) return;
        LOG.error("{}", why);
        signal.accept(Map.of(Condition.CONDITION_ID, "pergola.failed.lifecycle", "pergola.failure", why));
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            LOG.warn("The plugin directory {} is not there and cannot be made: {}", directory, e.getMessage());
        }
    }
}
