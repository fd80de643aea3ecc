package dev.pergola.shell.internal.permission;

import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PluginPermissions.Denial;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Table;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:denials}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=denials"})
public final class ListDenials extends ShellCommand {
    private final PermissionService service;

    /** On what was decided. */
    @Activate
    public ListDenials(@Reference PermissionService service) {
        super(CommandSpec.of("permission", "denials", "List what is denied to plugins, the site's policy included")
                .example("permission:denials", ""));
        this.service = service;
    }

    @Override
    protected void run(Invocation invocation) {
        List<Denial> all = service.denials();
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(all.stream().map(PermissionViews::denial).toList());
        } else if (all.isEmpty()) {
            screen.line("Nothing is denied. permission:deny does that.");
        } else {
            Table table = new Table("PLUGINS", "PERMISSION", "TARGET", "BY", "SINCE", "REASON");
            for (Denial denial : all) {
                table.row(
                        Style.STRONG.of(denial.plugins()),
                        denial.permission(),
                        denial.target(),
                        denial.by(),
                        Formats.time(denial.at()),
                        denial.reason());
            }
            table.print(screen);
        }
    }
}
