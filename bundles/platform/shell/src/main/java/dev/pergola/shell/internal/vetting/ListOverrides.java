package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.vetting.VettingPolicy;
import dev.pergola.vetting.VettingPolicy.Acceptance;
import java.time.Instant;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code vetting:overrides}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=vetting", "osgi.command.function=overrides"})
public final class ListOverrides extends VettingCommand {
    private final VettingPolicy policy;

    /** On what was decided. */
    @Activate
    public ListOverrides(@Reference VettingPolicy policy) {
        super(CommandSpec.of("vetting", "overrides", "List the findings that somebody has accepted")
                .example("vetting:overrides", ""));
        this.policy = policy;
    }

    @Override
    void work(Invocation invocation) {
        List<Acceptance> all = policy.overrides();
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(all.stream().map(VettingViews::acceptance).toList());
        } else if (all.isEmpty()) {
            screen.line("Nobody has accepted a finding. vetting:accept does that.");
        } else {
            print(all, screen);
        }
    }

    private static void print(List<Acceptance> all, Screen screen) {
        Instant now = Instant.now();
        Table table = new Table("ID", "RULE", "JAR", "BY", "UNTIL", "REASON");
        for (Acceptance one : all) {
            String until = Formats.time(one.expiresAt());
            table.row(
                    one.id(),
                    Style.STRONG.of(one.rule()),
                    one.digest().substring(0, Math.min(12, one.digest().length())),
                    one.author(),
                    one.expiresAt().isAfter(now) ? until : Style.BAD.of("expired"),
                    one.reason());
        }
        table.print(screen);
    }
}
