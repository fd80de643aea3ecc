package dev.pergola.lifecycle.internal;

import dev.pergola.api.Result;
import dev.pergola.api.extension.HealthCheck.Health;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import java.time.Duration;
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
    private final Duration interval;
    private final Map<String, Course> courses = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(null, task, "pergola-health", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    HealthMonitor(Registry registry, Starter starter, Manager manager, PlatformEvents events, Duration interval) {
        this.registry = registry;
        this.starter = starter;
        this.manager = manager;
        this.events = events;
        this.interval = interval;
    }

    void start() {
        timer.scheduleWithFixedDelay(this::round, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void round() {
        courses.keySet()
                .removeIf(id -> registry.current(id)
                        .filter(m -> m.state() == PluginState.ACTIVE)
                        .isEmpty());
        for (Managed managed : registry.all()) {
            // Another version that runs beside it cannot be reloaded by the plugin's id.
            if (managed.state() != PluginState.ACTIVE || !managed.installation().current()) continue;
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
        Course before = courses.getOrDefault(id, Course.WELL);
        if (complaint.isEmpty()) {
            if (before.strikes() > 0 || before.reloads() > 0 && before.rests() == 0) tell(managed, "UP", "well again");
            remember(id, before.better());
            return;
        }
        Course now = before.worse();
        if (now.strikes() == 1) tell(managed, "DOWN", complaint.get());
        if (now.strikes() < STRIKES) {
            remember(id, now);
        } else if (now.reloads() < RELOADS) {
            remember(id, now.reloaded());
            LOG.warn("{} is unwell and is reloaded: {}", managed, complaint.get());
            manager.reload(id, ACTOR);
        } else {
            remember(id, Course.WELL);
            LOG.warn("{} stays unwell after {} reloads and is quarantined: {}", managed, RELOADS, complaint.get());
            manager.quarantine(
                    id,
                    new Problem(
                            "quarantined",
                            managed + " stayed unwell after " + RELOADS + " reloads: " + complaint.get(),
                            "Mend it, then plugin:enable " + id),
                    ACTOR);
        }
    }

    private void remember(String id, Course course) {
        if (course.equals(Course.WELL)) courses.remove(id);
        else courses.put(id, course);
    }

    /**
     * How it has been going with a plugin.
     *
     * @param strikes how often in a row it was unwell
     * @param reloads how often it was reloaded for that
     * @param rests how often in a row it was well since then; after some, its reloads are forgotten
     */
    private record Course(int strikes, int reloads, int rests) {
        private static final int FORGIVEN = 30;
        static final Course WELL = new Course(0, 0, 0);

        Course worse() {
            return new Course(strikes + 1, reloads, 0);
        }

        Course reloaded() {
            return new Course(0, reloads + 1, 0);
        }

        Course better() {
            return reloads == 0 || rests + 1 >= FORGIVEN ? WELL : new Course(0, reloads, rests + 1);
        }
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
