package dev.pergola.shell.internal.permission;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionService;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.shell.internal.plugin.Plugins;
import dev.pergola.store.AuditEntry;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:audit}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=audit"})
public final class AuditPermissions extends ShellCommand {
    private static final int USUAL = 50;
    private static final int MOST = 1000;

    private final PermissionService service;

    /** On what was decided; completes the plugins of a lifecycle. */
    @Activate
    public AuditPermissions(@Reference PermissionService service, @Reference PluginManager manager) {
        super(CommandSpec.of("permission", "audit", "Show who decided what on permissions, newest first")
                .argument("plugin", "A plugin; all where not given", Arity.OPTIONAL, Plugins.ids(manager))
                .options(OptionSpec.value("--limit", "NUMBER", "How many at most; " + USUAL))
                .example("permission:audit", "")
                .example("permission:audit wordcount --limit 10", ""));
        this.service = service;
    }

    @Override
    protected void run(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        List<AuditEntry> entries = service.audit(
                arguments.optionalArgument("plugin").orElse(""), arguments.number("--limit", USUAL, 1, MOST));
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(entries.stream().map(PermissionViews::audit).toList());
        } else if (entries.isEmpty()) {
            screen.line("Nobody has decided anything.");
        } else {
            Table table = new Table("TIME", "WHO", "WHAT", "PLUGIN", "PERMISSION", "TARGET", "TERMS, REASON");
            for (AuditEntry entry : entries) {
                table.row(
                        Formats.time(entry.time()),
                        entry.actor(),
                        Style.STRONG.of(entry.outcome()),
                        entry.subject(),
                        text(entry, "permission"),
                        text(entry, "target"),
                        terms(entry));
            }
            table.print(screen);
        }
    }

    private static String terms(AuditEntry entry) {
        return Stream.of("tier", "isolation", "until", "reason")
                .filter(entry.detail()::containsKey)
                .map(name -> (name.equals("reason") ? "" : name + " ") + text(entry, name))
                .collect(Collectors.joining(", "));
    }

    private static String text(AuditEntry entry, String name) {
        return String.valueOf(entry.detail().getOrDefault(name, ""));
    }
}
