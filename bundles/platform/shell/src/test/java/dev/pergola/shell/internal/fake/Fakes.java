package dev.pergola.shell.internal.fake;

import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.sandbox.Placement;
import dev.pergola.telemetry.MetricFamily;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Everything that commands are built on, in memory, with a few plugins in it. */
public final class Fakes {
    public final FakeConfigurations configurations = new FakeConfigurations();
    public final FakeManager manager = new FakeManager(configurations);
    public final FakeCalls calls = new FakeCalls();
    public final FakeEvents events = new FakeEvents();
    public final FakeLogs logs = new FakeLogs();
    public final FakeStates states = new FakeStates();
    public final FakeTokens tokens = new FakeTokens();
    public final FakePermissions permissions = new FakePermissions();
    public final FakeVetting vetting = new FakeVetting();
    public final FakeTrust trust = new FakeTrust();
    public final FakeAdvisories advisories = new FakeAdvisories();
    public volatile List<MetricFamily> metrics = List.of();
    public final Map<String, Placement> placements = new ConcurrentHashMap<>();

    public Fakes() {
        manager.with(
                Samples.plugin("wordcount", "1.0.0", PluginState.ACTIVE),
                Samples.plugin(Samples.metadata("wordcount", "0.9.0"), PluginState.LOADED, false),
                Samples.plugin(
                        "mailer",
                        "2.1.0",
                        PluginState.FAILED,
                        new Problem("start-failed", "Its activation threw", "Fix it, then: plugin:enable mailer")));
        TaskProcessor words = (task, context) -> TaskResult.of(
                Map.of("words", String.valueOf(task.input().get("text")).split(" ").length, "type", task.type()));
        TaskProcessor slow = (task, context) -> {
            for (int step = 1; step <= 100; step++) {
                context.progress(step / 100.0, "step " + step);
                TimeUnit.MILLISECONDS.sleep(100);
            }
            return TaskResult.of(Map.of("done", true));
        };
        calls.add(
                TaskProcessor.class, "wordcount", "words", words, Map.of("pergola.task.types", List.of("WORD_COUNT")));
        calls.add(TaskProcessor.class, "mailer", "slow", slow, Map.of("pergola.task.types", List.of("SLOW")));
        states.put("wordcount", "total", Map.of("count", 3), 1000);
    }
}
