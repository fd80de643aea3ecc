package dev.pergola.shell.internal.extension;

import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.shell.internal.command.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code extension:list}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=extension", "osgi.command.function=list"})
public final class ListExtensions extends ShellCommand {
    private final ExtensionRegistry registry;

    /** On the registry. */
    @Activate
    public ListExtensions(@Reference ExtensionRegistry registry) {
        super(CommandSpec.of("extension", "list", "List what the active plugins add")
                .argument(
                        "type", "Only extensions of this type, such as TaskProcessor", Arity.OPTIONAL, types(registry))
                .options(OptionSpec.value("--plugin", "ID", "Only extensions of this plugin", plugins(registry)))
                .example("extension:list", "")
                .example("extension:list TaskProcessor", ""));
        this.registry = registry;
    }

    private static Suggestions types(ExtensionRegistry registry) {
        return words -> registry.extensions().stream()
                .map(extension -> simpleName(extension.type()))
                .distinct()
                .map(Suggestion::new)
                .toList();
    }

    static Suggestions plugins(ExtensionRegistry registry) {
        return words -> registry.extensions().stream()
                .map(Extension::plugin)
                .distinct()
                .map(Suggestion::new)
                .toList();
    }

    static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    @Override
    protected void run(Invocation invocation) {
        Optional<String> type = invocation.arguments().optionalArgument("type");
        Optional<String> plugin = invocation.arguments().option("--plugin");
        List<Extension> all = registry.extensions();
        List<Extension> extensions = all.stream()
                .filter(extension -> type.map(wanted -> isOf(extension, wanted)).orElse(true))
                .filter(extension -> plugin.map(extension.plugin()::equals).orElse(true))
                .toList();
        if (invocation.json()) {
            invocation
                    .screen()
                    .json(extensions.stream().map(ListExtensions::view).toList());
        } else if (!extensions.isEmpty()) {
            print(invocation, extensions);
        } else if (type.isPresent()) {
            List<String> names = all.stream()
                    .map(extension -> simpleName(extension.type()))
                    .distinct()
                    .toList();
            throw new CommandFailure(
                    "No active plugin has an extension of type " + type.get(),
                    Nearest.remedy(type.get(), names),
                    names.isEmpty() ? "" : "There are: " + String.join(", ", names));
        } else {
            invocation.screen().line("No active plugin adds anything.");
        }
    }

    private static boolean isOf(Extension extension, String wanted) {
        return extension.type().equals(wanted) || simpleName(extension.type()).equalsIgnoreCase(wanted);
    }

    private static void print(Invocation invocation, List<Extension> extensions) {
        Table table = new Table("TYPE", "NAME", "PLUGIN", "VERSION", "RANKING");
        for (Extension extension : extensions) {
            table.row(
                    Style.STRONG.of(simpleName(extension.type())),
                    extension.name(),
                    extension.plugin(),
                    extension.version(),
                    extension.ranking());
        }
        table.print(invocation.screen());
    }

    private static Map<String, Object> view(Extension extension) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("type", extension.type());
        view.put("name", extension.name());
        view.put("plugin", extension.plugin());
        view.put("version", extension.version());
        view.put("ranking", extension.ranking());
        view.put("attributes", extension.attributes());
        return view;
    }
}
