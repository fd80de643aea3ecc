package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Style.Styled;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.vetting.Advisories;
import dev.pergola.vetting.Advisories.Advisory;
import dev.pergola.vetting.Advisories.Severity;
import java.time.Instant;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code advisory:list}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=advisory", "osgi.command.function=list"})
public final class ListAdvisories extends VettingCommand {
    private static final int USUAL = 50;
    private static final int MOST = 1000;

    private final Advisories advisories;

    /** On what was imported. */
    @Activate
    public ListAdvisories(@Reference Advisories advisories) {
        super(CommandSpec.of("advisory", "list", "List the known vulnerabilities, and how old the data is")
                .options(
                        OptionSpec.value("--from", "ID", "Where to begin"),
                        OptionSpec.value("--limit", "NUMBER", "How many at most; " + USUAL))
                .example("advisory:list", "")
                .example("advisory:list --from GHSA-jfh8 --limit 10", ""));
        this.advisories = advisories;
    }

    @Override
    void work(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        List<Advisory> some =
                advisories.list(arguments.option("--from").orElse(""), arguments.number("--limit", USUAL, 1, MOST));
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(some.stream().map(VettingViews::advisory).toList());
            return;
        }
        Advisories.Data data = advisories.data();
        if (data.count() == 0) {
            screen.line("No advisories are known. advisory:import takes them.");
            return;
        }
        Table table = new Table("ID", "SEVERITY", "ALIASES", "LIBRARIES", "SUMMARY");
        for (Advisory one : some) {
            table.row(
                    Style.STRONG.of(one.id()),
                    severity(one.severity()),
                    String.join(", ", one.aliases()),
                    String.join(", ", VettingViews.libraries(one)),
                    one.summary());
        }
        table.print(screen);
        String age = data.age(Instant.now())
                .map(old -> ", the newest " + Formats.duration(old) + " old")
                .orElse("");
        screen.line(Style.MUTED.of(data.count() + " in all" + age));
    }

    private static Styled severity(Severity severity) {
        Style style = switch (severity) {
            case CRITICAL, HIGH -> Style.BAD;
            case MEDIUM, UNRATED -> Style.WARN;
            case LOW -> Style.MUTED;
        };
        return style.of(VettingViews.word(severity));
    }
}
