package dev.pergola.jobs.internal;

import dev.pergola.api.PluginBuilder;
import dev.pergola.api.PluginContext;
import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.execution.TaskRequest;
import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobDetails;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.RetryPolicy;
import dev.pergola.store.internal.Database;
import dev.pergola.store.internal.SqlJobRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.Driver;
import org.h2.util.OsgiDataSourceFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The queue on a real store and a real scheduler; only the plugins are scripted. */
final class JobRuntime implements AutoCloseable {
    final ScriptedCalls calls = new ScriptedCalls();
    final JumpingClock clock = new JumpingClock();
    final Set<String> active = ConcurrentHashMap.newKeySet();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final Database database;
    final DataSource source;
    final SqlJobRecords records;
    final JobQueue queue;
    private final AtomicReference<Consumer<Event>> activations = new AtomicReference<>(event -> {});
    private boolean closed;

    JobRuntime(Path data, Map<String, String> settings) {
        active.add("words");
        Map<String, String> properties = new HashMap<>(settings);
        properties.put("pergola.data", data.toString());
        AtomicReference<DataSource> offered = new AtomicReference<>();
        BundleContext context = Proxies.of(
                BundleContext.class,
                Map.of(
                        "getProperty", arguments -> properties.get((String) arguments[0]),
                        "registerService",
                                arguments -> {
                                    offered.set((DataSource) arguments[1]);
                                    return null;
                                }));
        database = new Database(context, new OsgiDataSourceFactory(new Driver()));
        source = offered.get();
        records = new SqlJobRecords(database);
        queue = new JobQueue(context, records, database, source, calls, routes(), platformEvents(), clock);
    }

    /** Opened, as when the kernel is ready. */
    static JobRuntime open(Path data) {
        return open(data, Map.of());
    }

    static JobRuntime open(Path data, Map<String, String> settings) {
        JobRuntime runtime = new JobRuntime(data, settings);
        runtime.queue.open();
        return runtime;
    }

    private PluginRoutes routes() {
        return Proxies.of(PluginRoutes.class, Map.of("current", arguments -> current((String) arguments[0])));
    }

    private Optional<PluginInstance> current(String id) {
        if (!active.contains(id)) return Optional.empty();
        return Optional.of(new PluginInstance(
                PluginBuilder.plugin(id, "1.2.0").build().metadata(),
                Proxies.of(Bundle.class, Map.of()),
                Proxies.of(PluginContext.class, Map.of()),
                new Limits(Duration.ofSeconds(20), 8)));
    }

    private PlatformEvents platformEvents() {
        EventBus bus = Proxies.of(EventBus.class, Map.of("on", this::subscribe));
        return Proxies.of(
                PlatformEvents.class,
                Map.of("bus", arguments -> bus, "publish", arguments -> publish((String) arguments[0], arguments[1])));
    }

    @SuppressWarnings("unchecked")
    private Subscription subscribe(Object[] arguments) {
        activations.set((Consumer<Event>) arguments[1]);
        return () -> {};
    }

    @SuppressWarnings("unchecked")
    private Event publish(String topic, Object data) {
        Event event = new Event(1, topic, "pergola", Instant.now(), Map.copyOf((Map<String, Object>) data));
        events.add(event);
        return event;
    }

    /** As the lifecycle does. */
    void activate(String plugin) {
        active.add(plugin);
        activations
                .get()
                .accept(new Event(
                        1, "pergola/plugin/state/ACTIVE", "pergola", Instant.now(), Map.of("plugin", plugin)));
    }

    static JobRequest request(Map<String, Object> input) {
        return JobRequest.of(TaskRequest.of("words", "T", input));
    }

    static JobRequest request(Map<String, Object> input, int priority, RetryPolicy retry, String key) {
        return new JobRequest(
                TaskRequest.of("words", "T", input),
                new JobRequest.Options(
                        priority, Optional.empty(), retry, Optional.of(key).filter(text -> !text.isEmpty())));
    }

    Job submit(Map<String, Object> input) {
        return queue.submit(request(input)).job();
    }

    JobDetails details(String id) {
        return queue.find(id).orElseThrow();
    }

    Job job(String id) {
        return details(id).job();
    }

    Job await(String id, JobStatus status) {
        return Awaitility.await("job " + id)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> job(id), job -> job.status() == status);
    }

    List<String> topics(String id) {
        return events.stream()
                .filter(event -> id.equals(event.data().get("id")))
                .map(Event::topic)
                .toList();
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        queue.close();
        try {
            var close = Database.class.getDeclaredMethod("close");
            close.setAccessible(true);
            close.invoke(database);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
