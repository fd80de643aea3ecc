package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.events.PlatformEvents;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Problem;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.http.internal.streams.StreamHub;
import dev.pergola.http.internal.streams.WebSocketStream;
import dev.pergola.http.internal.streams.WebSocketUpgrade;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The events of the platform and its plugins, as they come (R202). */
@Component(service = EventsResource.class)
public final class EventsResource implements RouteSource {
    private static final Pattern TOPIC = Pattern.compile("\\*|[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*(/\\*)?");
    private static final Pattern POSITION = Pattern.compile("[0-9]{1,18}");

    private final PlatformEvents events;
    private final StreamHub streams;

    /** Streams events. */
    @Activate
    public EventsResource(@Reference PlatformEvents events, @Reference StreamHub streams) {
        this.events = events;
        this.streams = streams;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                stream(
                                BASE + "/events",
                                "streamEvents",
                                "Streams events as Server-Sent Events; each has its position as "
                                        + "id, so that a client that comes back misses none.")
                        .header("Last-Event-ID", "The position after which to begin; goes before 'after'.")
                        .answers(200, Content.of(Content.EVENT_STREAM))
                        .by(call -> new Reply.Direct(streams.events(() -> after(call), topic(call)))),
                stream(BASE + "/events/ws", "openEventSocket", "Streams the same events over a WebSocket.")
                        .answers(101)
                        .answers(426, new Content(Content.PROBLEM, Problem.class, false))
                        .by(this::webSocket));
    }

    private static Route.Builder stream(String path, String operation, String summary) {
        return Route.route("GET", path, operation)
                .summary(summary)
                .query("topic", "string", "A topic, or a prefix that ends in /*; all where not given.")
                .query("after", "integer", "The position after which to begin; the newest where not given.");
    }

    private Reply webSocket(Call call) {
        String topic = topic(call);
        return new Reply.Direct((request, response) -> {
            if (!asksForUpgrade(request)) {
                throw ProblemException.of(
                        ProblemType.UPGRADE_REQUIRED, "This is a WebSocket: send the headers of its handshake.");
            }
            WebSocketStream stream = streams.webSocket(after(call), topic, request.getRemoteAddr());
            WebSocketUpgrade.upgrade(request, response, stream);
        });
    }

    private static boolean asksForUpgrade(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    private static String topic(Call call) {
        String topic = call.query("topic").orElse("*");
        if (topic.length() <= 255 && TOPIC.matcher(topic).matches()) return topic;
        throw ProblemException.of(
                ProblemType.INVALID_REQUEST,
                "The parameter 'topic' has to be a topic such as pergola/plugin/state/ACTIVE, a prefix such as "
                        + "pergola/plugin/*, or *.");
    }

    private long after(Call call) {
        String last = call.header("Last-Event-ID").orElse("");
        if (POSITION.matcher(last).matches()) return Long.parseLong(last);
        long after = call.number("after").orElseGet(events::position);
        if (after >= 0) return after;
        throw ProblemException.of(ProblemType.INVALID_REQUEST, "The parameter 'after' has to be 0 or more.");
    }
}
