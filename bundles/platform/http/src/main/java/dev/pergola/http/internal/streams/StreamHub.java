package dev.pergola.http.internal.streams;

import dev.pergola.events.PlatformEvents;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.telemetry.LogLine;
import dev.pergola.telemetry.PluginLogs;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** All clients that listen. Keeps their connections open, and closes them when HTTP ends. */
@Component(service = StreamHub.class)
public final class StreamHub {
    /** Clients that may listen at a time. */
    static final int MOST_CLIENTS = 512;

    private static final long HEARTBEAT_SECONDS = 15;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final PlatformEvents events;
    private final PluginLogs logs;
    private final Set<OutStream> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer;

    /** Streams what these have. */
    @Activate
    public StreamHub(@Reference PlatformEvents events, @Reference PluginLogs logs) {
        this.events = events;
        this.logs = logs;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(null, task, "pergola-http-heartbeat", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() {
        timer.shutdownNow();
        open.forEach(OutStream::close);
    }

    /** Streams events as Server-Sent Events. The position is asked for when the client is there. */
    public Reply.Writer events(LongSupplier after, String topic) {
        return (request, response) -> {
            admit();
            long position = after.getAsLong();
            SseStream stream = SseStream.of(request, response);
            stream.from(new EventFeed(events, position, topic, stream));
            register(stream);
            stream.begin();
        };
    }

    /** Streams events over a WebSocket, once somebody has opened it. */
    public WebSocketStream webSocket(long after, String topic, String client) {
        admit();
        WebSocketStream stream = new WebSocketStream("The WebSocket client at " + client);
        stream.from(new EventFeed(events, after, topic, stream));
        register(stream);
        return stream;
    }

    /** Streams the newest lines of a plugin's log, and then new ones, as Server-Sent Events. */
    public Reply.Writer log(String pluginId, int lines, Function<LogLine, Object> view) {
        return (request, response) -> {
            admit();
            SseStream stream = SseStream.of(request, response);
            LogFeed feed = new LogFeed(stream, view);
            stream.from(feed);
            register(stream);
            stream.begin();
            feed.follow(logs, pluginId, lines);
        };
    }

    /** How many listen. */
    public int clients() {
        return open.size();
    }

    private void admit() {
        if (open.size() < MOST_CLIENTS) return;
        throw ProblemException.of(
                        ProblemType.UNAVAILABLE,
                        MOST_CLIENTS + " clients listen to streams already; try again when one has left.")
                .header("Retry-After", "30");
    }

    private void register(OutStream stream) {
        open.add(stream);
        stream.whenClosed(() -> open.remove(stream));
    }

    private void beat() {
        open.forEach(stream -> stream.heartbeat(STUCK_NANOS));
    }
}
