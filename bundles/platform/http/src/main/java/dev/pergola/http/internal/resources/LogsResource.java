package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Nearest;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.http.internal.streams.StreamHub;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.telemetry.LogLine;
import dev.pergola.telemetry.PluginLogs;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.event.Level;

/** What plugins wrote to their logs, and how much of it is kept. */
@Component(service = LogsResource.class)
public final class LogsResource implements RouteSource {
    private static final String PATH = BASE + "/plugins/{id}/logs";
    private static final int LINES = 200;

    private final PluginManager plugins;
    private final PluginLogs logs;
    private final AuditLog audit;
    private final StreamHub streams;

    /** Shows what telemetry keeps. */
    @Activate
    public LogsResource(
            @Reference PluginManager plugins,
            @Reference PluginLogs logs,
            @Reference AuditLog audit,
            @Reference StreamHub streams) {
        this.plugins = plugins;
        this.logs = logs;
        this.audit = audit;
        this.streams = streams;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", PATH, "getLog")
                        .summary("Shows the newest lines of a plugin's log, oldest first; where the client accepts "
                                + "text/event-stream, goes on with new ones as they come.")
                        .query("limit", "integer", "How many lines at most, up to 1000; 200 where not given.")
                        .header("Accept", "text/event-stream to follow the log.")
                        .answers(200, Content.listOf(Line.class), Content.of(Content.EVENT_STREAM))
                        .by(this::log),
                Route.route("GET", PATH + "/level", "getLogLevel")
                        .summary("Shows from which level on a plugin's lines are kept.")
                        .answers(200, Content.of(LogLevel.class))
                        .by(call ->
                                Reply.ok(new LogLevel(logs.level(known(call)).name()))),
                Route.route("PUT", PATH + "/level", "setLogLevel")
                        .summary("Sets from which level on a plugin's lines are kept, until the runtime stops.")
                        .needs(Role.OPERATOR)
                        .is(Route.Trait.NOT_AUDITED)
                        .takes(Content.of(LogLevel.class))
                        .answers(200, Content.of(LogLevel.class))
                        .by(this::setLevel));
    }

    private Reply log(Call call) {
        String id = known(call);
        int limit = call.limit(LINES);
        boolean follow = call.header("Accept").orElse("").contains(Content.EVENT_STREAM);
        if (follow) return new Reply.Direct(streams.log(id, limit, Line::of));
        return Reply.ok(logs.tail(id, limit).stream().map(Line::of).toList());
    }

    private Reply setLevel(Call call) {
        String id = known(call);
        Level level = level(String.valueOf(call.requiredData(LogLevel.class).level()));
        Level before = logs.level(id);
        logs.level(id, level);
        audit.append(new AuditEntry(
                0,
                Instant.now(),
                call.principal().name(),
                "plugin.log-level",
                id,
                "ok",
                Map.of("from", before.name(), "to", level.name())));
        return Reply.ok(new LogLevel(level.name()));
    }

    private String known(Call call) {
        String id = call.path("id");
        if (plugins.find(id).isPresent()) return id;
        throw new PluginNotFoundException(
                "No plugin of this id is installed. GET " + BASE + "/plugins lists those that are.");
    }

    private static Level level(String name) {
        List<String> names = Arrays.stream(Level.values()).map(Level::name).toList();
        String upper = name.toUpperCase(Locale.ROOT);
        if (names.contains(upper)) return Level.valueOf(upper);
        String shown = name.length() <= 80 ? name : name.substring(0, 80) + "…";
        throw ProblemException.of(
                ProblemType.INVALID_REQUEST,
                "The field 'level' cannot be '" + shown + "'." + Nearest.question(upper, names) + " It is one of: "
                        + String.join(", ", names) + ".");
    }

    /** A level: ERROR, WARN, INFO, DEBUG or TRACE. */
    record LogLevel(@Nullable String level) {}

    /** A line of a log. */
    record Line(
            Instant time,
            Level level,
            String logger,
            String thread,
            String message,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String exception) {
        static Line of(LogLine line) {
            return new Line(line.time(), line.level(), line.logger(), line.thread(), line.message(), line.exception());
        }
    }
}
