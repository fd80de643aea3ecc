package dev.pergola.shell.internal.plugin;

import dev.pergola.api.Result;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.execution.TaskRequest;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.call.CallResults;
import dev.pergola.shell.internal.call.CallRunner;
import dev.pergola.shell.internal.call.JsonInput;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:exec}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=exec"})
public final class ExecutePlugin extends ShellCommand {
    private final PluginManager manager;
    private final CallRunner runner;

    /** On the platform's calls; the registry is asked for completion. */
    @Activate
    public ExecutePlugin(
            @Reference PluginManager manager, @Reference ExtensionRegistry registry, @Reference CallRunner runner) {
        super(CommandSpec.of("plugin", "exec", "Have a plugin do a task, and print what it answers")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .argument(
                        "type",
                        "Task type; the plugin's default, its first one, where left out",
                        Arity.OPTIONAL,
                        types(registry))
                .options(
                        JsonInput.OPTION,
                        OptionSpec.value("--timeout", "TIME", "Longest time to wait, such as 500ms, 30s or 2m"),
                        OptionSpec.value(
                                "--version", "V", "This version instead of the current one", Plugins.versions(manager)))
                .example("plugin:exec wordcount --input '{\"text\": \"to be or not to be\"}'", "")
                .example("plugin:exec wordcount WORD_COUNT --input @/tmp/input.json --timeout 5s", "")
                .example(
                        "cat input.json | plugin:exec wordcount --input - --json",
                        "With status and usage, for programs"));
        this.manager = manager;
        this.runner = runner;
    }

    private static Suggestions types(ExtensionRegistry registry) {
        return words -> registry.extensions(TaskProcessor.class).stream()
                .filter(extension -> !words.isEmpty() && extension.plugin().equals(words.get(0)))
                .flatMap(ExecutePlugin::types)
                .distinct()
                .map(Suggestion::new)
                .toList();
    }

    private static Stream<String> types(Extension extension) {
        Object types = extension.attributes().get(TaskTypes.PROPERTY);
        Collection<?> all =
                types instanceof Collection<?> several ? several : types == null ? List.of() : List.of(types);
        return all.stream().map(String::valueOf);
    }

    @Override
    protected void run(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        String id = arguments.argument("id");
        Plugins.require(manager, id);
        Optional<String> version = arguments.option("--version");
        version.ifPresent(wanted -> Plugins.version(manager, id, wanted));
        TaskRequest request = new TaskRequest(
                id,
                version,
                arguments.optionalArgument("type"),
                JsonInput.read(invocation),
                Map.of(),
                arguments.option("--timeout").map(text -> Formats.parseDuration("--timeout", text)),
                invocation.actor());
        Result<Map<String, Object>> result =
                runner.execute(request, invocation.screen()).map(answer -> answer.output());
        CallResults.print(result, invocation, id);
    }
}
