package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.api.Result;
import dev.pergola.api.Values;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.DataPoint;
import dev.pergola.execution.PluginCalls;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Calling all extensions of a type: at once, or one after the other (R61, R62). */
@Component(service = ExtensionCallsResource.class)
public final class ExtensionCallsResource implements RouteSource {
    private static final int RECORDS = 100;
    private static final int MOST_RECORDS = 10_000;

    /** Requests of this kind that are worked on at once; more are told to come back. */
    private static final int AT_ONCE = 64;

    private final PluginCalls calls;
    private final ExtensionRegistry extensions;
    /** Wait for plugins, so that the threads that take requests need not. */
    private final ThreadPoolExecutor waiting =
            new ThreadPoolExecutor(0, AT_ONCE, 20, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(null, task, "pergola-extension-calls", 0, false);
                thread.setDaemon(true);
                return thread;
            });

    /** Calls through execution. */
    @Activate
    public ExtensionCallsResource(@Reference PluginCalls calls, @Reference ExtensionRegistry extensions) {
        this.calls = calls;
        this.extensions = extensions;
    }

    @Deactivate
    void close() {
        waiting.shutdownNow();
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.route("POST", BASE + "/extensions/{type}/execute", "executeExtensions")
                .summary("Calls every extension of a type, in parallel ('mode': all), or one after the other, highest "
                        + "ranking first, each with what the one before it gave ('mode': pipeline). One that fails "
                        + "fails alone, or ends the pipeline: 'status' is success, partial or failed, and 'results' "
                        + "has what became of each call.")
                .needs(Role.OPERATOR)
                .is(Route.Trait.NOT_AUDITED)
                .takes(Content.of(Execute.class))
                .answers(200, Content.of(ExtensionCallsView.class))
                .by(this::execute));
    }

    private Reply execute(Call call) {
        String type = call.path("type");
        DataPoint<?> point = DataPoint.named(type).orElseThrow(() -> notCallable(type));
        Execute body = call.requiredData(Execute.class).checked(point);
        String caller = call.principal().name();
        try {
            return new Reply.Later(
                    CompletableFuture.supplyAsync(() -> Reply.ok(execute(point, body, caller)), waiting));
        } catch (RejectedExecutionException e) {
            throw ProblemException.of(
                    ProblemType.TOO_MANY_REQUESTS,
                    AT_ONCE + " requests of this kind are being worked on; send this one again when some have ended.");
        }
    }

    private <E> ExtensionCallsView execute(DataPoint<E> point, Execute body, String caller) {
        Mode mode = body.mode() == null ? Mode.all : body.mode();
        DataPoint.Input input = body.data();
        CallOptions options = new CallOptions(
                mode == Mode.all ? "executeAll" : "executePipeline",
                Timeouts.of(body.timeoutMs()),
                body.attributes(),
                caller,
                input.data());
        List<Result<Map<String, Object>>> results = mode == Mode.all
                ? calls.callAll(point.type(), body.filter(), options, point.call(input))
                : calls.callPipeline(point.type(), body.filter(), input.data(), options, point.pipeline(input));
        return ExtensionCallsView.of(point.type().getName(), mode, input.data(), results);
    }

    private ProblemException notCallable(String type) {
        List<String> callable =
                DataPoint.all().stream().<String>map(DataPoint::name).toList();
        boolean there = extensions.extensions().stream()
                .anyMatch(extension ->
                        extension.type().equals(type) || extension.type().endsWith("." + type));
        return there
                ? ProblemException.of(
                        ProblemType.EXTENSION_NOT_CALLABLE,
                        "Extensions of this type do not take and give JSON. Those that do: "
                                + String.join(", ", callable) + ".")
                : ProblemException.of(
                        ProblemType.EXTENSION_TYPE_NOT_FOUND,
                        "There is no extension point of this name that can be called. There are: "
                                + String.join(", ", callable) + ".");
    }

    /** How the extensions are called. */
    enum Mode {
        all,
        pipeline
    }

    /** What the extensions are to do, and which of them. */
    record Execute(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Mode mode,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> input,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> options,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias("pluginId") @Nullable
            String pluginId,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> where,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias({"type", "taskType"}) @Nullable
            String taskType,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String cursor,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer limit,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> context,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonAlias("timeoutMs") @Nullable
            Long timeoutMs) {

        Execute checked(DataPoint<?> point) {
            boolean tasks = point.type() == TaskProcessor.class;
            if (tasks && (taskType == null || taskType.isBlank())) {
                throw invalid("The field 'task_type' is missing: task processors are called by the type of the task.");
            }
            if (!tasks && taskType != null) {
                throw invalid("The field 'task_type' goes with the extension type TaskProcessor only.");
            }
            if (limit != null && (limit < 1 || limit > MOST_RECORDS)) {
                throw invalid("The field 'limit' has to be from 1 to " + MOST_RECORDS + ".");
            }
            return this;
        }

        DataPoint.Input data() {
            try {
                return new DataPoint.Input(
                        input == null ? Map.of() : input,
                        options == null ? Map.of() : options,
                        taskType == null ? "" : taskType,
                        cursor == null ? "" : cursor,
                        limit == null ? RECORDS : limit);
            } catch (IllegalArgumentException e) {
                throw invalid("The input or an option is not valid: " + e.getMessage() + ".");
            }
        }

        Map<String, Object> attributes() {
            try {
                return context == null ? Map.of() : Values.copyOf(context);
            } catch (IllegalArgumentException e) {
                throw invalid("The field 'context' is not valid: " + e.getMessage() + ".");
            }
        }

        Predicate<Extension> filter() {
            return extension -> (pluginId == null || extension.plugin().equals(pluginId))
                    && (where == null
                            || where.entrySet().stream()
                                    .allMatch(wanted ->
                                            holds(extension.attributes().get(wanted.getKey()), wanted.getValue())))
                    && (taskType == null || takes(extension.attributes().get(TaskTypes.PROPERTY), taskType));
        }

        /** A null is what an attribute that is not there is equal to. */
        private static boolean holds(@Nullable Object attribute, @Nullable Object wanted) {
            if (attribute == null || wanted == null) return attribute == null && wanted == null;
            if (attribute instanceof Collection<?> several && !(wanted instanceof Collection<?>))
                return several.contains(wanted);
            if (attribute instanceof Number number && wanted instanceof Number other)
                return Double.compare(number.doubleValue(), other.doubleValue()) == 0;
            return wanted.equals(attribute);
        }

        private static boolean takes(@Nullable Object types, String wanted) {
            if (types == null) return true;
            if (types instanceof Collection<?> several)
                return several.isEmpty() || several.contains(wanted) || several.contains("*");
            return types.equals(wanted) || types.equals("*");
        }

        private static ProblemException invalid(String detail) {
            return ProblemException.of(ProblemType.INVALID_REQUEST, detail);
        }
    }

    /** Time limits that callers ask for. */
    static final class Timeouts {
        private static final long LONGEST_MS = Duration.ofDays(1).toMillis();

        private Timeouts() {}

        static Optional<Duration> of(@Nullable Long millis) {
            if (millis != null && (millis < 1 || millis > LONGEST_MS)) {
                throw ProblemException.of(
                        ProblemType.INVALID_REQUEST, "The field 'timeout_ms' has to be from 1 to " + LONGEST_MS + ".");
            }
            return Optional.ofNullable(millis).map(Duration::ofMillis);
        }
    }
}
