package dev.pergola.shell.internal.plugin;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.Explanation;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.Problem;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Style.Styled;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.store.Deployment;
import java.util.Locale;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:explain}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=explain"})
public final class ExplainPlugin extends ShellCommand {
    private final PluginManager manager;

    /** On a lifecycle. */
    @Activate
    public ExplainPlugin(@Reference PluginManager manager) {
        super(CommandSpec.of("plugin", "explain", "Say why a plugin, or a jar that was dropped, is as it is")
                .argument("id|file", "The plugin, or a file in a plugin folder", Arity.REQUIRED, Plugins.ids(manager))
                .example("plugin:explain wordcount", "")
                .example("plugin:explain broken-1.0.jar", "Why it was not installed"));
        this.manager = manager;
    }

    @Override
    protected void run(Invocation invocation) {
        String subject = invocation.arguments().argument("id|file");
        Explanation explanation;
        try {
            explanation = manager.explain(subject);
        } catch (PluginNotFoundException notFound) {
            throw Plugins.unknown(manager, subject);
        }
        if (invocation.json()) invocation.screen().json(Views.explanation(explanation));
        else print(explanation, invocation.screen());
    }

    private static void print(Explanation explanation, Screen screen) {
        if (explanation.plugin().isPresent()) {
            screen.line(
                    Style.STRONG.of(explanation.subject()),
                    " ",
                    explanation.plugin().get().metadata().version(),
                    "  ",
                    Plugins.state(explanation.plugin().get().state()));
        } else {
            screen.line(Style.STRONG.of(explanation.subject()));
        }
        screen.line(explanation.summary());
        explanation
                .plugin()
                .flatMap(Plugins::unenforced)
                .ifPresent(note -> screen.line(Style.MUTED.of("Its permissions are " + note + ".")));
        for (Problem problem : explanation.problems()) {
            screen.line();
            screen.line(Style.BAD.of("✗ " + problem.message()), Style.MUTED.of("  [" + problem.code() + "]"));
            if (!problem.remedy().isBlank()) screen.line("  → ", problem.remedy());
        }
        if (explanation.deployments().isEmpty()) return;
        screen.line();
        Table table = new Table("WHEN", "OPERATION", "VERSION", "OUTCOME", "DETAIL");
        for (Deployment deployment : explanation.deployments()) {
            table.row(
                    Style.MUTED.of(Formats.time(deployment.startedAt())),
                    deployment.operation(),
                    deployment.toVersion().isEmpty() ? deployment.fromVersion() : deployment.toVersion(),
                    outcome(deployment.outcome()),
                    deployment.detail());
        }
        table.print(screen);
    }

    private static Styled outcome(Deployment.Outcome outcome) {
        Style style = switch (outcome) {
            case COMMITTED -> Style.GOOD;
            case PENDING, HELD -> Style.BUSY;
            case ROLLED_BACK, REFUSED, INTERRUPTED -> Style.BAD;
        };
        return style.of(outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
