package dev.pergola.shell.internal.permission;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionService;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.plugin.Plugins;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:deny}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=deny"})
public final class DenyPermission extends ShellCommand {
    private final PermissionService service;

    /** Through what decides; completes the plugins of a lifecycle. */
    @Activate
    public DenyPermission(@Reference PermissionService service, @Reference PluginManager manager) {
        super(CommandSpec.of("permission", "deny", "Deny something to plugins, whatever was and will be granted")
                .details("It holds at once, for plugins that run too. permission:undeny takes it back.")
                .argument(
                        "plugins",
                        "A plugin, the beginning of some followed by *, or '*' for all",
                        Arity.REQUIRED,
                        Plugins.ids(manager))
                .argument("permission", "What to deny", Arity.REQUIRED, Words.names(service))
                .argument("target", "What it applies to; all of it where not given", Arity.OPTIONAL, Suggestions.NONE)
                .options(OptionSpec.value("--reason", "TEXT", "Why"))
                .example("permission:deny '*' system.exec --reason 'our policy'", "To all plugins")
                .example("permission:deny wordcount filesystem.read '/etc/**'", ""));
        this.service = service;
    }

    @Override
    protected void run(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        String plugins = arguments.argument("plugins");
        String permission = arguments.argument("permission");
        String target = arguments.optionalArgument("target").orElse("");
        service.deny(plugins, permission, target, arguments.option("--reason").orElse(""), invocation.actor());
        if (invocation.json()) {
            invocation
                    .screen()
                    .json(service.denials().stream()
                            .map(PermissionViews::denial)
                            .toList());
            return;
        }
        invocation
                .screen()
                .line(Style.GOOD.of("denied " + Words.typed(permission, target) + " to "
                        + (plugins.equals("*") ? "all plugins" : plugins)));
        Changes.unenforced(service.enforced(), invocation.screen());
    }
}
