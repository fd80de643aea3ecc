package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.api.Result;
import dev.pergola.api.Values;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.RunningCall;
import dev.pergola.execution.TaskRequest;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.Route.Trait;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.ExecutionRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Calling plugins, and the calls that run and ran (R32, R33, R195). */
@Component(service = ExecutionsResource.class)
public final class ExecutionsResource implements RouteSource {
    private static final int ENTRIES = 100;

    private final PluginCalls calls;
    private final ExecutionLog log;
    private final ExecutionStatus status;
    private final BackgroundCalls background = new BackgroundCalls(Clock.systemUTC());

    /** Calls through execution. */
    @Activate
    public ExecutionsResource(
            @Reference PluginManager plugins, @Reference PluginCalls calls, @Reference ExecutionLog log) {
        this.calls = calls;
        this.log = log;
        this.status = new ExecutionStatus(plugins, calls);
    }

    @Override
    public List<Route> routes() {
        Content execution = Content.of(ExecutionView.class);
        return List.of(
                Route.route("POST", BASE + "/plugins/{id}/execute", "executePlugin")
                        .summary("Has a plugin do a task, and waits for the result. Whatever becomes of it, the field "
                                + "'status' says so: success or failed with 200, timeout with 504, cancelled with 503, "
                                + "resource_limit_exceeded and security_violation with 502, and rejected, by "
                                + "'error.reason', with 409 (not_active), 422 (invalid_input, not_supported), 429 "
                                + "(busy) or 503 (stopping, circuit_open, stuck). With 'Prefer: respond-async' it does "
                                + "not wait: unless the call is refused at once, it answers 202, and Location says "
                                + "where its progress is, and for 15 minutes its result.")
                        .needs(Role.OPERATOR)
                        .is(Trait.NOT_AUDITED)
                        .header("Prefer", "respond-async: do not wait for the result (RFC 7240).")
                        .takes(Content.of(Execute.class))
                        .answers(200, execution)
                        .answers(202, Content.of(ExecutionView.Running.class))
                        .answers(409, execution)
                        .answers(422, execution)
                        .answers(429, execution)
                        .answers(502, execution)
                        .answers(503, execution)
                        .answers(504, execution)
                        .by(this::execute),
                Route.route("GET", BASE + "/plugins/{id}/executions", "listPluginExecutions")
                        .summary("Lists the latest calls of a plugin that have ended, newest first.")
                        .query("limit", "integer", "How many at most, up to 1000; 100 where not given.")
                        .answers(200, Content.listOf(ExecutionView.Logged.class))
                        .by(call -> logged(call, call.path("id"))),
                Route.route("GET", BASE + "/executions", "listExecutions")
                        .summary("Lists the latest calls that have ended, newest first; or those that are under way.")
                        .query("running", "boolean", "Whether to list those under way instead.")
                        .query("limit", "integer", "How many at most, up to 1000; 100 where not given.")
                        .answers(
                                200,
                                Content.listOf(ExecutionView.Logged.class),
                                Content.listOf(ExecutionView.Running.class))
                        .by(call -> call.flag("running", false) ? running(call) : logged(call, "")),
                Route.route("GET", BASE + "/executions/{id}", "getExecution")
                        .summary(
                                "Shows a call: under way, with 'status' running; or ended, with the result of one that "
                                        + "was made with 'Prefer: respond-async', for 15 minutes and as long as there is room; "
                                        + "or else what the log has of it.")
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(
                                200,
                                Content.of(ExecutionView.Logged.class),
                                Content.of(ExecutionView.Running.class),
                                execution)
                        .by(this::show),
                Route.route("DELETE", BASE + "/executions/{id}", "cancelExecution")
                        .summary("Cancels a call that is under way.")
                        .needs(Role.OPERATOR)
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(204)
                        .by(this::cancel));
    }

    private Reply execute(Call call) {
        TaskRequest request = request(call);
        if (!prefersNotToWait(call)) {
            return new Reply.Later(calls.submit(request).thenApply(result -> status.answer(result, request)));
        }
        PluginCalls.Begun begun = calls.begin(request);
        Optional<Result<TaskResult>> refused = begun.refused();
        if (refused.isPresent()) return status.answer(refused.get(), request);
        String id = begun.executionId();
        BackgroundCalls.State.Pending pending = background.begun(id, request);
        var unused = begun.result()
                .thenAccept(result -> background.ended(id, ExecutionView.of(result, request.pluginId())))
                .exceptionally(unwritable -> {
                    background.dropped(id);
                    return null;
                });
        return Reply.json(202, ExecutionView.Running.of(id, pending))
                .header("Location", BASE + "/executions/" + id)
                .header("Preference-Applied", "respond-async");
    }

    private static boolean prefersNotToWait(Call call) {
        return Arrays.stream(call.header("Prefer").orElse("").split("[,;]", -1))
                .anyMatch(preference -> preference.strip().equalsIgnoreCase("respond-async"));
    }

    private static TaskRequest request(Call call) {
        Execute body = call.requiredData(Execute.class);
        Optional<Duration> timeout = ExtensionCallsResource.Timeouts.of(body.timeoutMs());
        try {
            return new TaskRequest(
                    call.path("id"),
                    Optional.ofNullable(body.version()),
                    Optional.ofNullable(body.type()),
                    body.input() == null ? Map.of() : Values.copyOf(body.input()),
                    body.context() == null ? Map.of() : Values.copyOf(body.context()),
                    timeout,
                    call.principal().name());
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The input is not valid: " + e.getMessage() + ".");
        }
    }

    private Reply logged(Call call, String pluginId) {
        return Reply.ok(log.recent(pluginId, call.limit(ENTRIES)).stream()
                .map(ExecutionView.Logged::of)
                .toList());
    }

    private Reply running(Call call) {
        return Reply.ok(calls.running().stream()
                .limit(call.limit(ENTRIES))
                .map(ExecutionView.Running::of)
                .toList());
    }

    private Reply show(Call call) {
        String id = call.path("id");
        requireCovered(call, id);
        Optional<BackgroundCalls.State> state = background.state(id);
        if (state.isPresent() && state.get() instanceof BackgroundCalls.State.Ended ended) {
            return Reply.ok(ended.result());
        }
        Optional<RunningCall> running =
                calls.running().stream().filter(one -> one.id().equals(id)).findFirst();
        if (running.isPresent()) return Reply.ok(ExecutionView.Running.of(running.get()));
        if (state.isPresent() && state.get() instanceof BackgroundCalls.State.Pending pending) {
            return Reply.ok(ExecutionView.Running.of(id, pending));
        }
        return log.find(id)
                .map(ended -> Reply.ok(ExecutionView.Logged.of(ended)))
                .orElseThrow(ExecutionsResource::unknown);
    }

    private Reply cancel(Call call) {
        String id = call.path("id");
        requireCovered(call, id);
        if (calls.cancel(id)) return Reply.noContent();
        if (background.state(id).isEmpty() && log.find(id).isEmpty()) throw unknown();
        throw ProblemException.of(ProblemType.EXECUTION_ENDED, "This execution has ended; there is nothing to cancel.");
    }

    /** To a limited token, calls of other plugins are as if they were not. */
    private void requireCovered(Call call, String id) {
        if (!call.principal().limited()) return;
        Optional<String> plugin = background
                .state(id)
                .map(BackgroundCalls.State::pluginId)
                .or(() -> calls.running().stream()
                        .filter(one -> one.id().equals(id))
                        .map(RunningCall::pluginId)
                        .findFirst())
                .or(() -> log.find(id).map(ExecutionRecord::pluginId));
        if (plugin.filter(call.principal()::covers).isEmpty()) throw unknown();
    }

    private static ProblemException unknown() {
        return ProblemException.of(
                ProblemType.EXECUTION_NOT_FOUND,
                "No execution has this id. GET " + BASE + "/executions lists the latest.");
    }

    /** What a plugin is to do. */
    record Execute(
            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias({"task_type", "taskType"}) @Nullable
            String type,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> input,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> context,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String version,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias("timeoutMs") @Nullable
            Long timeoutMs) {}
}
