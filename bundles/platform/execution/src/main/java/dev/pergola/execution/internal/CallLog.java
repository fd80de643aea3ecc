package dev.pergola.execution.internal;

import dev.pergola.api.Result;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.execution.Circuit;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.ExecutionRecord;
import dev.pergola.store.Installations;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what became of each call: to the execution log and the event bus in the background, and to the plugin's log. */
@Component(service = CallLog.class)
public final class CallLog {
    /** Most JSON that is kept of what a call was given, and of what it answered. */
    static final int MOST_BYTES = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);

    private final RecordWriter writer;

    /** With where to write. */
    @Activate
    public CallLog(
            BundleContext context,
            @Reference ExecutionLog log,
            @Reference Installations installations,
            @Reference PlatformEvents events) {
        this(Tuning.from(context), log, installations, events);
    }

    CallLog(Tuning tuning, ExecutionLog log, Installations installations, PlatformEvents events) {
        writer = new RecordWriter(tuning, log, installations, events);
    }

    /** Writes what is waiting. */
    @Deactivate
    void close() {
        writer.close();
    }

    /** Takes in a call that has ended. Never waits, and never fails. */
    <T> void add(Call<T> call, Result<T> result, String trace) {
        ExtensionEntry entry = call.entry();
        // A call that reached no extension is no call into a plugin.
        if (entry == null) return;
        Order.Mode mode = call.order().mode();
        boolean later = mode.triedAgainWhenBusy() && call.wasTooMany();
        if (later) return;
        try {
            writer.add(record(call, entry, result), mode != Order.Mode.EVENT_ABOUT_CALLS);
            if (!trace.isEmpty()) tell(call, entry, result, trace);
        } catch (Throwable failed) {
            LOG.warn("The call {} is missing from the execution log", call.id(), failed);
        }
    }

    private static void tell(Call<?> call, ExtensionEntry entry, Result<?> result, String trace) {
        String message = result.failure().map(Result.Failure::message).orElse("");
        entry.hosted()
                .instance()
                .context()
                .logger()
                .warn(
                        "Call {} ({} of {}) ended as {}: {}\n{}",
                        call.id(),
                        call.order().work().operation(),
                        entry.name(),
                        result.status().wireName(),
                        message,
                        trace);
    }

    private static <T> ExecutionRecord record(Call<T> call, ExtensionEntry entry, Result<T> result) {
        Order<T> order = call.order();
        return new ExecutionRecord(
                call.id(),
                entry.hosted().id(),
                entry.hosted().version(),
                order.type(),
                entry.name(),
                order.work().operation(),
                result.status().wireName(),
                call.startedAt(),
                result.call().usage(),
                bounded(order.input()),
                result.value().map(CallLog::output).orElse(Map.of()),
                result.failure().map(Result.Failure::message).orElse(""),
                Texts.bounded(order.caller(), Texts.NAME));
    }

    private static Map<String, Object> output(Object answer) {
        if (answer instanceof TaskResult task) return bounded(task.output());
        if (answer instanceof Boolean
                || answer instanceof Integer
                || answer instanceof Long
                || answer instanceof Double) {
            return Map.of("value", answer);
        }
        return answer instanceof String text ? bounded(Map.of("value", text)) : Map.of();
    }

    private static Map<String, Object> bounded(Map<String, Object> data) {
        if (data.isEmpty()) return data;
        long bytes = JsonSize.of(data);
        return bytes <= MOST_BYTES ? data : Map.of("truncated", true, "bytes", bytes);
    }

    /** Makes a circuit breaker's change an event. */
    void circuitChanged(Circuit circuit) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("plugin", circuit.pluginId());
        data.put("extension", circuit.extension());
        data.put("state", circuit.state().name());
        data.put("failures", circuit.failures());
        data.put("since", circuit.since().toString());
        writer.announce(Topics.CIRCUIT, data);
        if (circuit.state() == Circuit.State.OPEN) {
            LOG.warn(
                    "The circuit of {} of plugin {} is open after {} failures in a row: its calls are rejected for a while",
                    circuit.extension(),
                    circuit.pluginId(),
                    circuit.failures());
        }
    }
}
