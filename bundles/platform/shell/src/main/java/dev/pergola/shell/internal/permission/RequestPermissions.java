package dev.pergola.shell.internal.permission;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.permissions.PluginPermissions.Request;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.plugin.Plugins;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:request}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=request"})
public final class RequestPermissions extends ShellCommand {
    private final PermissionService service;
    private final PluginManager manager;

    /** On what plugins ask for. */
    @Activate
    public RequestPermissions(@Reference PermissionService service, @Reference PluginManager manager) {
        super(CommandSpec.of("permission", "request", "Show what a plugin asks for and nobody has decided, worst first")
                .details(
                        "The text in quotes is the author's own, and nobody has checked it. Until all is decided, the",
                        "version that asks is held, and nothing of it runs.")
                .argument("plugin", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .example("permission:request wordcount", ""));
        this.service = service;
        this.manager = manager;
    }

    @Override
    protected void run(Invocation invocation) {
        String id = invocation.arguments().argument("plugin");
        PluginPermissions plugin = Words.of(service, manager, id);
        List<Request> undecided = plugin.undecided();
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(undecided.stream().map(PermissionViews::request).toList());
        } else if (undecided.isEmpty()) {
            screen.line("Nothing that ", Style.STRONG.of(id), " asks for waits for a decision.");
            screen.line("  What was decided: permission:list ", id);
        } else {
            print(plugin, undecided, screen);
        }
    }

    private static void print(PluginPermissions plugin, List<Request> undecided, Screen screen) {
        screen.line(
                Style.STRONG.of(plugin.pluginId()),
                " ",
                plugin.version(),
                " asks for ",
                Formats.count(undecided.size(), "permission"),
                " that nobody has decided:");
        for (Request request : undecided) {
            screen.line("  ", Words.risk(request.risk()), "  ", Style.STRONG.of(request.sentence()));
            screen.line("    ", Style.MUTED.of(Words.typed(request.permission(), request.target())));
            if (!request.cutOff().isEmpty()) {
                screen.line(
                        "    ",
                        Style.WARN.of("its own OSGI-INF/permissions.perm leaves out"),
                        " " + String.join("; ", request.cutOff()));
            }
            if (!request.reason().isBlank()) screen.line("    because “", request.reason(), "”");
        }
        Changes.unenforced(plugin.enforced(), screen);
        screen.line("Grant all: permission:approve ", plugin.pluginId());
        screen.line("One alone: permission:grant ", plugin.pluginId(), " <permission> [target], or permission:refuse");
    }
}
