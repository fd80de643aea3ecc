package dev.pergola.shell.internal.extension;

import dev.pergola.api.Result;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.DataPoint;
import dev.pergola.shell.internal.call.CallResults;
import dev.pergola.shell.internal.call.CallRunner;
import dev.pergola.shell.internal.call.JsonInput;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Json;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Suggestions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code extension:call}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=extension", "osgi.command.function=call"})
public final class CallExtension extends ShellCommand {
    private static final List<String> TYPES =
            DataPoint.all().stream().<String>map(DataPoint::name).toList();
    private static final int MOST_RECORDS = 10_000;

    private final ExtensionRegistry registry;
    private final CallRunner runner;

    /** On the platform's calls. */
    @Activate
    public CallExtension(@Reference ExtensionRegistry registry, @Reference CallRunner runner) {
        super(CommandSpec.of("extension", "call", "Call one extension, and print what it answers")
                .details(
                        "Only extensions that take and give JSON can be called from here:",
                        "  " + String.join(", ", TYPES) + ".",
                        "A task processor is called alone, without interceptors; plugin:exec calls it with them.")
                .argument("type", "Type of the extension", Arity.REQUIRED, Suggestions.of(TYPES.toArray(String[]::new)))
                .argument("plugin", "The plugin that brings it", Arity.REQUIRED, ListExtensions.plugins(registry))
                .options(
                        OptionSpec.value("--name", "NAME", "The extension, where the plugin has several"),
                        OptionSpec.value("--version", "V", "This version of the plugin"),
                        JsonInput.OPTION,
                        OptionSpec.value("--options", "JSON", "For a Visualization or an Integration: its options"),
                        OptionSpec.value("--task-type", "TYPE", "For a TaskProcessor"),
                        OptionSpec.value(
                                "--cursor", "CURSOR", "For a DataSource or an Integration: where the last one ended"),
                        OptionSpec.value("--limit", "N", "For a DataSource: most records (100)"),
                        OptionSpec.value("--timeout", "TIME", "Longest time to wait, such as 500ms, 30s or 2m"))
                .example("extension:call Analyzer sentiment --input '{\"text\": \"what a day\"}'", "")
                .example("extension:call DataSource customers --limit 10 --json", "")
                .example("extension:call Integration ledger --input '{\"direction\": \"PUSH\"}'", ""));
        this.registry = registry;
        this.runner = runner;
    }

    @Override
    protected void run(Invocation invocation) {
        String type = invocation.arguments().argument("type");
        Map<String, Object> input = JsonInput.read(invocation);
        DataPoint<?> point = DataPoint.named(type).orElseThrow(() -> notCallable(type));
        call(
                invocation,
                point,
                new DataPoint.Input(
                        input,
                        invocation
                                .arguments()
                                .option("--options")
                                .map(text -> Json.object("--options", text))
                                .orElse(Map.of()),
                        invocation.arguments().option("--task-type").orElse(""),
                        invocation.arguments().option("--cursor").orElse(""),
                        invocation.arguments().number("--limit", 100, 1, MOST_RECORDS)));
    }

    private CommandFailure notCallable(String type) {
        boolean exists = registry.extensions().stream()
                .anyMatch(extension -> extension.type().equals(type)
                        || ListExtensions.simpleName(extension.type()).equalsIgnoreCase(type));
        return exists
                ? new CommandFailure(
                        "A " + type + " cannot be called from the shell: it does not take and give JSON",
                        "Those that can: " + String.join(", ", TYPES))
                : new CommandFailure(
                        "There is no extension type " + type + " that can be called",
                        Nearest.remedy(type, TYPES),
                        "Those that can: " + String.join(", ", TYPES));
    }

    private <E> void call(Invocation invocation, DataPoint<E> point, DataPoint.Input input) {
        Class<E> type = point.type();
        String plugin = invocation.arguments().argument("plugin");
        Optional<String> version = invocation.arguments().option("--version");
        Optional<String> name = invocation.arguments().option("--name");
        if (version.isEmpty()) requireExtension(type, plugin, name);
        CallOptions options = new CallOptions(
                "extension:call " + type.getSimpleName(),
                invocation.arguments().option("--timeout").map(text -> Formats.parseDuration("--timeout", text)),
                Map.of(),
                invocation.actor(),
                input.data());
        Result<Map<String, Object>> result = runner.call(
                new CallTarget<>(type, plugin, version, name), options, point.call(input), invocation.screen());
        CallResults.print(result, invocation, type.getSimpleName() + " of " + plugin);
    }

    private void requireExtension(Class<?> type, String plugin, Optional<String> name) {
        List<Extension> all = registry.extensions(type);
        List<Extension> candidates = all.stream()
                .filter(extension -> extension.plugin().equals(plugin))
                .toList();
        if (candidates.isEmpty()) {
            List<String> plugins =
                    all.stream().map(Extension::plugin).distinct().toList();
            throw new CommandFailure(
                    "No active plugin " + plugin + " has a " + type.getSimpleName(),
                    Nearest.remedy(plugin, plugins),
                    plugins.isEmpty() ? "No plugin has one." : "These have: " + String.join(", ", plugins));
        }
        List<String> names = candidates.stream().map(Extension::name).toList();
        if (name.isPresent() && !names.contains(name.get())) {
            throw new CommandFailure(
                    plugin + " has no " + type.getSimpleName() + " " + name.get(),
                    Nearest.remedy(name.get(), names),
                    "It has: " + String.join(", ", names));
        }
    }
}
