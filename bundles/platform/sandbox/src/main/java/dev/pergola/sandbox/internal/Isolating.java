package dev.pergola.sandbox.internal;

import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Isolation.Finding;
import dev.pergola.sandbox.internal.containment.Containment;
import dev.pergola.sandbox.internal.containment.Probe;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What contains the sandboxes. It is tried once, in the background, and whoever needs it before waits for that. */
final class Isolating implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Isolating.class);

    private final Supplier<Probe.Found> probe;
    private final Executor background;
    private final CompletableFuture<Probe.Found> found = new CompletableFuture<>();
    private boolean begun;

    Isolating(SandboxSettings settings, JavaCommand java, Executor background) {
        this.probe = () -> Probe.run(JavaCommand.home(), java.trialClassPath(), settings.isolation());
        this.background = background;
    }

    /** Begins to find out, if nobody has yet. */
    synchronized void begin() {
        if (begun) return;
        begun = true;
        background.execute(() -> {
            try {
                Probe.Found tried = probe.get();
                say(tried.isolation());
                found.complete(tried);
            } catch (RuntimeException | Error e) {
                LOG.warn("What contains sandboxes on this host was not found out", e);
                found.completeExceptionally(e);
            }
        });
    }

    private static void say(Isolation isolation) {
        if (isolation.works())
            LOG.info(
                    "Sandboxes are contained at tier {}: {}",
                    isolation.tier(),
                    isolation.tier().words());
        for (Finding finding : isolation.findings())
            if (!finding.works())
                LOG.warn("Sandboxes lack {}: {}. What helps: {}", finding.what(), finding.found(), finding.remedy());
    }

    /** What was found, where that is known by now. */
    Optional<Isolation> known() {
        return found.isDone() && !found.isCompletedExceptionally()
                ? Optional.of(found.join().isolation())
                : Optional.empty();
    }

    /** What was found. */
    Isolation isolation() {
        begin();
        return found.join().isolation();
    }

    /** What starts the sandboxes; throws {@link IllegalStateException} where the tier that is asked for does not work. */
    Containment containment() {
        begin();
        Probe.Found tried = found.join();
        return tried.containment()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "Sandboxes are to be contained at tier "
                                        + tried.isolation().tier()
                                        + " (sandbox.isolation), which does not work on this host; sandbox:doctor says what is missing"));
    }

    /** Whatever is found after this is let go of as well. */
    @Override
    public void close() {
        found.thenAccept(tried -> tried.containment().ifPresent(Containment::close));
    }
}
