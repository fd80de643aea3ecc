package dev.pergola.shell.internal.permission;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionService;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.plugin.Plugins;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:explain}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=explain"})
public final class ExplainPermission extends ShellCommand {
    private final PermissionService service;
    private final PluginManager manager;

    /** On what was decided. */
    @Activate
    public ExplainPermission(@Reference PermissionService service, @Reference PluginManager manager) {
        super(CommandSpec.of(
                        "permission", "explain", "Say why a plugin may do something or not, and what to do about it")
                .argument("plugin", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .argument("permission", "The permission", Arity.REQUIRED, Words.names(service))
                .argument(
                        "target",
                        "What it would be used on; what the vocabulary says where not given",
                        Arity.OPTIONAL,
                        Words.undecidedTargets(service))
                .example("permission:explain wordcount filesystem.read /etc/hosts", ""));
        this.service = service;
        this.manager = manager;
    }

    @Override
    protected void run(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        String id = arguments.argument("plugin");
        Words.of(service, manager, id);
        String permission = arguments.argument("permission");
        String target = arguments.optionalArgument("target").orElse("");
        String text = service.explain(id, permission, target);
        if (invocation.json()) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("plugin_id", id);
            view.put("permission", permission);
            view.put("target", target);
            view.put("explanation", text);
            invocation.screen().json(view);
        } else {
            invocation.screen().block(text);
        }
    }
}
