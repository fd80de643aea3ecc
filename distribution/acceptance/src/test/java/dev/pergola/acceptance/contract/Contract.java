package dev.pergola.acceptance.contract;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Uses all that a plugin has, and says what came of it: the same wherever it runs. */
@Plugin(
        id = "dev.pergola.acceptance.contract",
        name = "Contract",
        author = "Pergola",
        description = "Holds tiers to it")
@Component
@TaskTypes("KEEP")
public final class Contract implements TaskProcessor {
    private volatile ExecutionContext kept;

    @Override
    public TaskResult process(Task task, ExecutionContext context) throws Exception {
        Map<String, Object> input = task.input();
        String deed = String.valueOf(input.get("do"));
        Object came = switch (deed) {
            case "echo" -> input.get("value");
            case "types" -> Kinds.types(input.get("value"));
            case "numbers" -> Kinds.numbers();
            case "many" -> Kinds.many(((Number) input.get("number")).intValue());
            case "key" -> Map.of("k".repeat(((Number) input.get("number")).intValue()), 1);
            case "bytes" -> Kinds.bytes(((Number) input.get("number")).intValue());
            case "digits" -> Kinds.digits(((Number) input.get("number")).intValue());
            case "large" -> "x".repeat(((Number) input.get("megabytes")).intValue() << 20);
            case "nothing" -> null;
            case "fail" -> Failing.as(String.valueOf(input.get("how")), input);
            case "wait" -> waited(context);
            case "sleep" -> sleep();
            case "progress" -> progress(context);
            case "keep" -> keep(context);
            case "kept" -> kept();
            case "attributes" -> context.attributes();
            case "state" -> Services.state(context.plugin(), input.get("value"));
            case "state-errors" -> Services.stateErrors(context.plugin());
            case "emit" -> Services.emit(context.plugin(), String.valueOf(input.get("topic")), input.get("value"));
            case "emit-badly" -> Services.emitBadly(context.plugin());
            case "emit-and-note" -> Services.emitAndNote(context.plugin());
            case "hear" -> Services.hear(context.plugin(), input.get("value"));
            case "listen" -> Services.listen(context.plugin());
            case "heard" -> Services.heard();
            case "configuration" -> Services.configuration(context.plugin());
            case "log" -> Services.log(context.logger(), String.valueOf(input.get("text")));
            case "folder" -> Services.folder(context.plugin(), String.valueOf(input.get("text")));
            case "components" -> Tales.all(context.plugin());
            case "surroundings" -> Services.surroundings(getClass());
            default -> throw new IllegalArgumentException(deed);
        };
        if (deed.equals("nothing")) return null;
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("came", came);
        return new TaskResult(output);
    }

    private static String sleep() throws InterruptedException {
        Thread.sleep(60_000);
        return "awake";
    }

    private static String waited(ExecutionContext context) throws InterruptedException {
        context.progress(0.5, "waiting");
        return untilCancelled(context);
    }

    /** Progress that makes little sense is no reason to fail. */
    private static String progress(ExecutionContext context) throws InterruptedException {
        context.progress(-1, "before");
        context.progress(Double.NaN, "nowhere");
        context.progress(7, "much ado");
        return untilCancelled(context);
    }

    private static String untilCancelled(ExecutionContext context) throws InterruptedException {
        while (!context.cancelled()) Thread.sleep(20);
        return "cancelled";
    }

    private String keep(ExecutionContext context) {
        kept = context;
        return context.executionId();
    }

    /** A call that has ended, to one who still holds it. */
    private Object kept() {
        ExecutionContext ended = kept;
        if (ended == null) return "nothing";
        ended.progress(0.1, "too late");
        return Map.of(
                "id",
                ended.executionId(),
                "cancelled",
                ended.cancelled(),
                "remaining",
                ended.remaining().toMillis());
    }
}
