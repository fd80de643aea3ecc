package dev.pergola.lifecycle.internal;

import dev.pergola.api.Result;
import dev.pergola.api.extension.ConfigurationExtension;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginInstance;
import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.lifecycle.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/** What a plugin itself has to say about its configuration, through its {@link ConfigurationExtension}s (R52). */
final class ConfigurationRules {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final PluginCalls calls;
    private final Map<PluginInstance, Answer> answers = new WeakHashMap<>();

    ConfigurationRules(PluginCalls calls) {
        this.calls = calls;
    }

    /**
     * What an instance adds to its schema. Asked once: one that hangs shall not cost a thread each time somebody looks.
     *
     * @param section what it adds, as far as it answered
     * @param problems why it did not
     */
    record Answer(SchemaSection section, List<Problem> problems) {}

    Answer schema(Managed managed) {
        Optional<PluginInstance> instance = instance(managed);
        if (instance.isEmpty()) return new Answer(SchemaSection.NONE, List.of());
        synchronized (answers) {
            Answer known = answers.get(instance.get());
            if (known != null) return known;
        }
        Answer fresh = ask(instance.get());
        synchronized (answers) {
            answers.put(instance.get(), fresh);
        }
        return fresh;
    }

    private Answer ask(PluginInstance instance) {
        SchemaSection section = SchemaSection.NONE;
        List<Problem> problems = new ArrayList<>();
        for (Result<SchemaSection> result : calls.callInstance(
                instance,
                ConfigurationExtension.class,
                CallOptions.platform("schema").within(LONGEST),
                (extension, context) -> new SchemaSection(extension.schema()))) {
            if (result.failure().isPresent()) problems.add(failed("say what its configuration looks like", result));
            else section = section.and(result.orElseThrow());
        }
        return new Answer(section, List.copyOf(problems));
    }

    /** Asks the plugin's own rules about a configuration. */
    void validate(Managed managed, Map<String, Object> values) {
        if (instance(managed).isEmpty()) return;
        List<Problem> problems = new ArrayList<>(schema(managed).problems());
        for (Result<List<ConfigurationExtension.Problem>> result : calls.callInstance(
                instance(managed).get(),
                ConfigurationExtension.class,
                CallOptions.platform("validate"),
                (extension, context) -> List.copyOf(extension.validate(values)))) {
            if (result.failure().isPresent()) problems.add(failed("check the configuration", result));
            else
                result.orElseThrow()
                        .forEach(p -> problems.add(
                                new Problem("wrong-value", p.key() + ": " + p.message(), "Change " + p.key())));
        }
        if (!problems.isEmpty()) throw new InvalidConfigurationException(managed.id(), problems);
    }

    private static Problem failed(String what, Result<?> result) {
        return new Problem(
                "validation-failed",
                "The plugin could not " + what + ": "
                        + result.failure().map(Result.Failure::message).orElse(""),
                "See its log");
    }

    private static Optional<PluginInstance> instance(Managed managed) {
        return managed.live().flatMap(Managed.Live::plugin).map(Managed.Running::instance);
    }
}
