package dev.pergola.shell.internal.permission;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionDefinition;
import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.permissions.PluginPermissions.Decision;
import dev.pergola.permissions.PluginPermissions.Denial;
import dev.pergola.permissions.PluginPermissions.Request;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.shell.internal.plugin.Plugins;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:list}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=list"})
public final class ListPermissions extends ShellCommand {
    private final PermissionService service;
    private final PluginManager manager;

    /** On what was decided. */
    @Activate
    public ListPermissions(@Reference PermissionService service, @Reference PluginManager manager) {
        super(CommandSpec.of("permission", "list", "List what can be permitted, or how it stands with one plugin")
                .argument("plugin", "A plugin; all that there is where not given", Arity.OPTIONAL, Plugins.ids(manager))
                .example("permission:list", "Every permission there is, with its risk and its targets")
                .example("permission:list wordcount", "What it asks for, and what became of that"));
        this.service = service;
        this.manager = manager;
    }

    @Override
    protected void run(Invocation invocation) {
        Optional<String> plugin = invocation.arguments().optionalArgument("plugin");
        if (plugin.isPresent()) plugin(invocation, Words.of(service, manager, plugin.get()));
        else vocabulary(invocation);
    }

    private void vocabulary(Invocation invocation) {
        List<PermissionDefinition> all = service.vocabulary();
        if (invocation.json()) {
            invocation
                    .screen()
                    .json(all.stream().map(PermissionViews::definition).toList());
            return;
        }
        Table table = new Table("PERMISSION", "RISK", "ASKED FOR", "WHAT IT LETS A PLUGIN DO", "TARGETS");
        for (PermissionDefinition one : all) {
            table.row(
                    Style.STRONG.of(one.name()),
                    Words.risk(one.risk()),
                    one.asked() ? "yes" : Style.MUTED.of("no"),
                    one.sentence(),
                    one.targets());
        }
        table.print(invocation.screen());
        if (all.stream().anyMatch(one -> !one.asked())) {
            invocation
                    .screen()
                    .line(Style.MUTED.of("Not asked for: it is recorded, and nothing in this version asks for it."));
        }
        Changes.unenforced(service.enforced(), invocation.screen());
    }

    private static void plugin(Invocation invocation, PluginPermissions plugin) {
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(PermissionViews.plugin(plugin));
            return;
        }
        screen.line(Style.STRONG.of(plugin.pluginId()), " ", plugin.version());
        if (plugin.requests().isEmpty()) screen.line("It asks for no permission.");
        else requests(plugin.requests(), screen);
        List<Decision> ahead = plugin.decisions().stream()
                .filter(Decision::granted)
                .filter(decision -> plugin.requests().stream()
                        .noneMatch(request -> request.permission().equals(decision.permission())))
                .toList();
        for (Decision decision : ahead) {
            screen.line(
                    Style.MUTED.of("granted, not asked for: "),
                    Words.typed(decision.permission(), decision.target()),
                    Style.MUTED.of(" by " + decision.by()));
        }
        for (Denial denial : plugin.denials()) {
            screen.line(
                    Style.BAD.of("denied to " + denial.plugins()),
                    ": ",
                    Words.typed(denial.permission(), denial.target()),
                    Style.MUTED.of(" by " + denial.by()),
                    denial.reason().isEmpty() ? "" : ": " + denial.reason());
        }
        Changes.unenforced(plugin.enforced(), screen);
    }

    private static void requests(List<Request> requests, Screen screen) {
        Table table = new Table("PERMISSION", "TARGET", "RISK", "STANDING", "BECAUSE");
        for (Request request : requests) {
            table.row(
                    Style.STRONG.of(request.permission()),
                    request.target(),
                    Words.risk(request.risk()),
                    Words.standing(request.standing()),
                    request.because());
        }
        table.print(screen);
        narrowed(requests, screen);
    }

    /** Says what the jar itself leaves out of what it asks for. */
    static void narrowed(List<Request> requests, Screen screen) {
        for (Request request : requests) {
            if (request.cutOff().isEmpty()) continue;
            screen.line(
                    Style.WARN.of("narrowed by the jar's own OSGI-INF/permissions.perm"),
                    ": ",
                    Words.typed(request.permission(), request.target()),
                    Style.MUTED.of(" lacks " + String.join("; ", request.cutOff())));
        }
    }
}
