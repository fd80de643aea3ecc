package dev.pergola.lifecycle.internal;

import dev.pergola.api.Result;
import dev.pergola.api.extension.HealthCheck.Health;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the plugins now and then how they are (R13, R29). One that is unwell three times in a row is reloaded; one that
 * has to be reloaded three times without getting well is quarantined.
 */
final class HealthMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);
    private static final String ACTOR = "health";
    private static final int STRIKES = 3;
    private static final int RELOADS = 3;

    private final Registry registry;
    private final Starter starter;
    private final Manager manager;
    private final PlatformEvents events;
    private final Map<String, Integer> strikes = new HashMap<>();
    private final Map<String, Integer> reloads = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(null, task, "pergola-health", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    HealthMonitor(Registry registry, Starter starter, Manager manager, PlatformEvents events) {
        this.registry = registry;
        this.starter = starter;
        this.manager = manager;
        this.events = events;
    }

    void start() {
        timer.scheduleWithFixedDelay(this::round, 10, 10, TimeUnit.SECONDS);
    }

    void round() {
        for (Managed managed : registry.all()) {
            if (managed.state() != PluginState.ACTIVE) continue;
            try {
                managed.live()
                        .flatMap(Managed.Live::plugin)
                        .ifPresent(running -> judge(managed, complaint(starter.health(running.instance()))));
            } catch (RuntimeException e) {
                LOG.warn("The health of {} could not be seen to", managed, e);
            }
        }
    }

    private static Optional<String> complaint(List<Result<Health>> answers) {
        for (Result<Health> answer : answers) {
            if (answer.failure().isPresent()) return answer.failure().map(f -> f.message());
            if (!answer.orElseThrow().healthy())
                return Optional.of(answer.orElseThrow().message());
        }
        return Optional.empty();
    }

    private void judge(Managed managed, Optional<String> complaint) {
        String id = managed.id();
        if (complaint.isEmpty()) {
            if (strikes.remove(id) != null) tell(managed, "UP", "well again");
            return;
        }
        int strike = strikes.merge(id, 1, Integer::sum);
        tell(managed, "DOWN", complaint.get());
        if (strike < STRIKES) return;
        strikes.remove(id);
        if (reloads.merge(id, 1, Integer::sum) > RELOADS) {
            reloads.remove(id);
            LOG.warn("{} stays unwell after {} reloads and is quarantined: {}", managed, RELOADS, complaint.get());
            manager.quarantine(
                    id,
                    new Problem(
                            "quarantined",
                            managed + " stayed unwell after " + RELOADS + " reloads: " + complaint.get(),
                            "Mend it, then plugin:enable " + id),
                    ACTOR);
            return;
        }
        LOG.warn("{} is unwell and is reloaded: {}", managed, complaint.get());
        manager.reload(id, ACTOR);
    }

    private void tell(Managed managed, String status, String message) {
        events.publish(
                Topics.HEALTH + "/" + status,
                Map.of("plugin", managed.id(), "version", managed.version(), "message", message));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
