package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.api.Values;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Calling plugins, and the calls that run and ran (R32, R33, R195). */
@Component(service = ExecutionsResource.class)
public final class ExecutionsResource implements RouteSource {
    private static final int ENTRIES = 100;

    private final PluginCalls calls;
    private final ExecutionLog log;
    private final ExecutionStatus status;

    /** Without the bundle of the queue there are none, and everybody waits. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable BackgroundTasks background;

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
                                + "(busy) or 503 (stopping, circuit_open, stuck). With \"mode\":\"async\", or 'Prefer: "
                                + "respond-async', it becomes a job instead, which survives a restart: the answer is 202 "
                                + "with the job, and Location says where it is.")
                        .needs(Role.OPERATOR)
                        .is(Trait.NOT_AUDITED)
                        .header("Prefer", "respond-async: the same as \"mode\":\"async\" (RFC 7240).")
                        .header(
                                "Idempotency-Key",
                                "The plugin gets one job with this key, however often it is submitted, and whatever "
                                        + "happens to the runtime in between.")
                        .takes(Content.of(Execute.class))
                        .answers(200, execution)
                        .answers(202, Content.of(JobView.class))
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
                                "Shows a call: under way, with 'status' running, or ended, as the log has it. The id of a "
                                        + "job shows that as a call, and once it has ended its result as a caller who "
                                        + "waits would have got it.")
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(
                                200,
                                Content.of(ExecutionView.Logged.class),
                                Content.of(ExecutionView.Running.class),
                                execution)
                        .by(this::show),
                Route.route("DELETE", BASE + "/executions/{id}", "cancelExecution")
                        .summary("Cancels a call that is under way, or a job.")
                        .needs(Role.OPERATOR)
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(204)
                        .by(this::cancel));
    }

    private Reply execute(Call call) {
        TaskRequest request = request(call);
        Execute body = call.requiredData(Execute.class);
        if (body.wantsAJob() || prefersNotToWait(call)) return submit(call, body, request);
        body.requireNoJobOptions();
        return new Reply.Later(calls.submit(request).thenApply(result -> status.answer(result, request)));
    }

    private Reply submit(Call call, Execute body, TaskRequest request) {
        BackgroundTasks tasks = background;
        if (tasks == null) {
            throw ProblemException.of(
                    ProblemType.UNAVAILABLE,
                    "There is no queue of jobs here: the bundle dev.pergola.jobs is not running. Execute it without "
                            + "\"mode\":\"async\".");
        }
        // A job waits for its plugin; for one that nobody knows it would wait in vain.
        var unused = status.plugin(request);
        Reply.Json reply = tasks.submit(request, body, call.header("Idempotency-Key"));
        return prefersNotToWait(call) ? reply.header("Preference-Applied", "respond-async") : reply;
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
        Optional<RunningCall> running =
                calls.running().stream().filter(one -> one.id().equals(id)).findFirst();
        if (running.isPresent()) return Reply.ok(ExecutionView.Running.of(running.get()));
        Optional<ExecutionRecord> logged = log.find(id);
        if (logged.isPresent()) return Reply.ok(ExecutionView.Logged.of(logged.get()));
        return task(id).map(BackgroundTasks.Shown::reply).orElseThrow(ExecutionsResource::unknown);
    }

    private Optional<BackgroundTasks.Shown> task(String id) {
        return Optional.ofNullable(background).flatMap(tasks -> tasks.find(id));
    }

    private Reply cancel(Call call) {
        String id = call.path("id");
        requireCovered(call, id);
        Optional<BackgroundTasks.Shown> task = task(id).or(() -> taskOfCall(id));
        if (task.isPresent()) return cancel(task.get(), call.principal().name());
        if (calls.cancel(id)) return Reply.noContent();
        if (log.find(id).isEmpty()) throw unknown();
        throw ended();
    }

    /** A job whose call alone were cancelled would be begun again. */
    private Optional<BackgroundTasks.Shown> taskOfCall(String id) {
        boolean runs = calls.running().stream().anyMatch(one -> one.id().equals(id));
        return runs ? Optional.ofNullable(background).flatMap(tasks -> tasks.ofCall(id)) : Optional.empty();
    }

    private Reply cancel(BackgroundTasks.Shown task, String actor) {
        BackgroundTasks tasks = background;
        if (tasks == null || task.ended()) throw ended();
        tasks.cancel(task.id(), actor);
        return Reply.noContent();
    }

    private static ProblemException ended() {
        return ProblemException.of(
                ProblemType.EXECUTION_ENDED, "This execution has ended; there is nothing to cancel.");
    }

    /** To a limited token, calls of other plugins are as if they were not. */
    private void requireCovered(Call call, String id) {
        if (!call.principal().limited()) return;
        Optional<String> plugin = calls.running().stream()
                .filter(one -> one.id().equals(id))
                .map(RunningCall::pluginId)
                .findFirst()
                .or(() -> log.find(id).map(ExecutionRecord::pluginId))
                .or(() -> task(id).map(BackgroundTasks.Shown::pluginId));
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
            Long timeoutMs,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String mode,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer priority,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias("deadlineMs") @Nullable
            Long deadlineMs,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Retry retry) {

        boolean wantsAJob() {
            String wanted = mode == null ? "sync" : mode.toLowerCase(Locale.ROOT);
            if (!wanted.equals("sync") && !wanted.equals("async")) {
                throw invalid(
                        "The field 'mode' is sync, which waits for the result, or async, which makes a job of it.");
            }
            return wanted.equals("async");
        }

        /** Refuses what means nothing to a call that is waited for. */
        void requireNoJobOptions() {
            if (priority == null && deadlineMs == null && retry == null) return;
            throw invalid("The fields 'priority', 'deadline_ms' and 'retry' are for jobs: add \"mode\":\"async\".");
        }

        private static ProblemException invalid(String detail) {
            return ProblemException.of(ProblemType.INVALID_REQUEST, detail);
        }
    }

    /** How a job is tried again that fails. */
    record Retry(
            @JsonAlias("maxAttempts") int maxAttempts,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias("firstWaitMs") @Nullable
            Long firstWaitMs,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double factor,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias("longestWaitMs") @Nullable
            Long longestWaitMs) {}
}
