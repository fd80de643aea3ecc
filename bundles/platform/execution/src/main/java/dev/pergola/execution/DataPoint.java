package dev.pergola.execution;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.Values;
import dev.pergola.api.extension.Analyzer;
import dev.pergola.api.extension.DataSource;
import dev.pergola.api.extension.Exporter;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.ExtensionRegistry.PipelineStep;
import dev.pergola.api.extension.Integration;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.Visualization;
import dev.pergola.api.extension.WorkflowAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An extension point that takes and gives JSON-like data, so that the shell and HTTP can call it. Immutable.
 *
 * @param <E> the extension point
 */
public final class DataPoint<E> {
    private static final List<DataPoint<?>> ALL = List.of(
            new DataPoint<>(
                    TaskProcessor.class,
                    (processor, input, context) -> processor
                            .process(new Task(input.taskType(), input.data()), context)
                            .output()),
            new DataPoint<>(Analyzer.class, (analyzer, input, context) -> analyzer.analyze(input.data(), context)),
            new DataPoint<>(WorkflowAction.class, (action, input, context) -> action.perform(input.data(), context)),
            new DataPoint<>(
                    Exporter.class, (exporter, input, context) -> document(exporter.export(input.data(), context))),
            new DataPoint<>(
                    DataSource.class,
                    (source, input, context) -> page(
                            source.query(new DataSource.Query(input.data(), input.cursor(), input.limit()), context))),
            new DataPoint<>(
                    Visualization.class,
                    (visualization, input, context) ->
                            document(visualization.render(input.data(), input.options(), context))),
            new DataPoint<>(
                    Integration.class,
                    (integration, input, context) -> exchanged(integration.sync(
                            new Integration.SyncRequest(direction(input), input.cursor(), input.options()), context))));

    private final Class<E> type;
    private final Use<E> use;

    private DataPoint(Class<E> type, Use<E> use) {
        this.type = type;
        this.use = use;
    }

    /** Those that there are. */
    public static List<DataPoint<?>> all() {
        return ALL;
    }

    /** The one whose interface has this name, with or without its package, in upper or lower case. */
    public static Optional<DataPoint<?>> named(String name) {
        return ALL.stream()
                .filter(point -> point.name().equalsIgnoreCase(name)
                        || point.type.getName().equals(name))
                .findFirst();
    }

    /** The interface's name without its package. */
    public String name() {
        return type.getSimpleName();
    }

    /** The interface. */
    public Class<E> type() {
        return type;
    }

    /** A call with this input. */
    public ExtensionCall<E, Map<String, Object>> call(Input input) {
        return (extension, context) -> use.call(extension, input, context);
    }

    /** A pipeline whose first step gets this input, and every other one what the one before it gave. */
    public PipelineStep<E, Map<String, Object>> pipeline(Input input) {
        return (extension, value, context) -> use.call(extension, input.with(value), context);
    }

    private static Integration.Direction direction(Input input) {
        String wanted = String.valueOf(input.data().getOrDefault("direction", Integration.Direction.PULL));
        return Arrays.stream(Integration.Direction.values())
                .filter(direction -> direction.name().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("'direction' is one of "
                        + Arrays.toString(Integration.Direction.values()) + ", not '" + wanted + "'"));
    }

    private static Map<String, Object> exchanged(Integration.SyncResult result) {
        return Map.of(
                "received", result.received(),
                "sent", result.sent(),
                "cursor", result.cursor(),
                "problems", result.problems());
    }

    private static Map<String, Object> page(DataSource.Page page) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("records", page.records());
        view.put("cursor", page.cursor());
        return view;
    }

    private static Map<String, Object> document(Exporter.Document document) {
        String mediaType = document.mediaType();
        boolean text = mediaType.startsWith("text/")
                || mediaType.contains("json")
                || mediaType.contains("xml")
                || mediaType.contains("yaml");
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("media_type", mediaType);
        if (text) view.put("text", new String(document.content(), StandardCharsets.UTF_8));
        else view.put("base64", Base64.getEncoder().encodeToString(document.content()));
        return view;
    }

    /**
     * What an extension is given.
     *
     * @param data what to work on; for integrations, {@code direction}: which way data flows, PULL where it does not say
     * @param options how to work on it, for visualizations and integrations
     * @param taskType type of the task, for task processors; empty for none
     * @param cursor where the last page or exchange ended, for data sources and integrations; empty for the first
     * @param limit most records, for data sources
     */
    public record Input(
            Map<String, Object> data, Map<String, Object> options, String taskType, String cursor, int limit) {
        /** Copies. */
        public Input {
            data = Values.copyOf(data);
            options = Values.copyOf(options);
        }

        private Input with(Map<String, Object> other) {
            return new Input(other, options, taskType, cursor, limit);
        }
    }

    @FunctionalInterface
    private interface Use<E> {
        Map<String, Object> call(E extension, Input input, ExecutionContext context) throws Exception;
    }
}
