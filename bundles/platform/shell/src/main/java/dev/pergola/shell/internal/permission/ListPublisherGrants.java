package dev.pergola.shell.internal.permission;

import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PermissionService.PublisherDecision;
import dev.pergola.permissions.PluginPermissions.Decision;
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

/** {@code permission:publishers}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=publishers"})
public final class ListPublisherGrants extends ShellCommand {
    private final PermissionService service;

    /** On what was decided. */
    @Activate
    public ListPublisherGrants(@Reference PermissionService service) {
        super(CommandSpec.of("permission", "publishers", "List what was granted to all plugins of a publisher")
                .example("permission:publishers", "Whom this site knows: trust:list"));
        this.service = service;
    }

    @Override
    protected void run(Invocation invocation) {
        List<PublisherDecision> all = service.publishers();
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(all.stream()
                    .map(one -> PermissionViews.decision(one.decision()))
                    .toList());
        } else if (all.isEmpty()) {
            screen.line("Nothing was granted to any publisher.");
        } else {
            Table table = new Table("PUBLISHER", "PERMISSION", "TARGET", "STANDING", "TERMS", "BY");
            for (PublisherDecision one : all) {
                Decision decision = one.decision();
                table.row(
                        Style.STRONG.of(one.publisher()),
                        decision.permission(),
                        decision.target(),
                        standing(decision),
                        terms(decision),
                        decision.by());
            }
            table.print(screen);
        }
        if (!invocation.json()) Changes.unenforced(service.enforced(), screen);
    }

    private static Object standing(Decision decision) {
        if (decision.granted()) return Style.GOOD.of("granted");
        return decision.until().isPresent() ? "expired" : "refused";
    }

    private static String terms(Decision decision) {
        String tier = decision.tier().isEmpty() ? "" : "tier " + decision.tier() + " ";
        String isolation = decision.isolation().isEmpty() ? "" : "isolation " + decision.isolation() + " ";
        return (tier
                        + isolation
                        + decision.until()
                                .map(end -> "until " + Formats.time(end))
                                .orElse(""))
                .trim();
    }
}
