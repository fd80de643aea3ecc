package dev.pergola.acceptance.probe;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * A plugin that behaves as the file {@code behaviour.txt} in its jar says, so that every way in which a plugin can go
 * wrong is one jar away.
 */
@Plugin(id = "probe", name = "Probe", author = "Pergola", description = "Goes wrong on demand")
@Component
@TaskTypes("PROBE")
public final class Probe implements TaskProcessor, HealthCheck, LifecycleHook {
    private final PluginContext context;
    private final String behaviour;
    private final AtomicInteger checks = new AtomicInteger();

    @Activate
    public Probe(@Reference PluginContext context) {
        this.context = context;
        this.behaviour = behaviour();
        if (behaviour.equals("throw-in-activate")) throw new IllegalStateException("the probe was told to throw");
        if (behaviour.equals("hang-in-activate")) hang();
        if (behaviour.equals("need-key")) requireKey();
        if (behaviour.startsWith("fail-first-")) failFirst(Integer.parseInt(behaviour.substring(11)));
    }

    private void requireKey() {
        if (context.configuration().text("key").isEmpty()) throw new IllegalStateException("the key is not set");
    }

    /** Counts its starts in a file: what a start that fails writes to its state never was. */
    private void failFirst(int failures) {
        Path starts = file("starts.txt");
        try {
            long before = Files.exists(starts) ? Files.size(starts) : 0;
            Files.writeString(starts, "x".repeat((int) before + 1));
            if (before < failures) throw new IllegalStateException("the probe was told to throw");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String behaviour() {
        try (InputStream in = Probe.class.getResourceAsStream("/behaviour.txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            return "";
        }
    }

    @Deactivate
    void stop() {
        if (behaviour.equals("hang-in-deactivate")) hang();
        if (behaviour.equals("halt-in-deactivate")) Runtime.getRuntime().halt(137);
        if (behaviour.equals("throw-in-deactivate")) throw new IllegalStateException("the probe was told to throw");
    }

    @Override
    public void initialize(PluginContext given) {
        context.state()
                .put("initialized", Map.of("by", context.plugin().version().toString()));
        if (behaviour.equals("throw-in-initialize")) throw new IllegalStateException("the probe was told to throw");
        if (behaviour.equals("hang-in-initialize")) hang();
    }

    @Override
    public Health check() {
        if (behaviour.equals("sicken") && checks.incrementAndGet() > 1) {
            return Health.unhealthy("the probe was told to sicken");
        }
        return behaviour.equals("unhealthy") ? Health.unhealthy("the probe was told to be unwell") : Health.ok();
    }

    @Override
    public TaskResult process(Task task, ExecutionContext execution) throws Exception {
        Object sleep = task.input().get("sleepMillis");
        if (sleep instanceof Number millis) Thread.sleep(millis.longValue());
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("version", context.plugin().version().toString());
        output.put("echo", task.input().getOrDefault("text", ""));
        if (task.input().containsKey("count")) {
            output.put(
                    "count",
                    context.state()
                            .update("count", old -> Map.of("n", ((Number) old.getOrDefault("n", 0)).longValue() + 1))
                            .get("n"));
        }
        if (task.input().get("keep") instanceof String name) Files.writeString(file(name), "kept");
        if (task.input().get("fill") instanceof Number kilobytes) {
            context.state().put("fill", Map.of("text", "x".repeat(1024 * kilobytes.intValue())));
        }
        if (task.input().get("do") instanceof String deed) output.put("did", Deeds.of(deed, task.input(), context));
        if (task.input().containsKey("look")) {
            output.put(
                    "counted",
                    context.state().get("count").map(count -> count.get("n")).orElse(0));
            try (Stream<Path> files = Files.list(context.dataDirectory())) {
                output.put(
                        "kept",
                        files.map(Path::getFileName)
                                .map(Path::toString)
                                .sorted()
                                .toList()
                                .toString());
            }
        }
        return new TaskResult(output);
    }

    private Path file(String name) {
        return context.dataDirectory().resolve(name);
    }

    private static void hang() {
        while (true) LockSupport.park();
    }
}
