package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.Plan;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Table;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:plan}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=plan"})
public final class PlanOperation extends ShellCommand {
    private static final List<String> ON_JARS = List.of("install", "update");
    private static final List<String> OPERATIONS =
            List.of("install", "update", "enable", "disable", "reload", "rollback", "uninstall");

    private final PluginManager manager;

    /** On a lifecycle. */
    @Activate
    public PlanOperation(@Reference PluginManager manager) {
        super(CommandSpec.of("plugin", "plan", "Show what an operation would do, without doing it")
                .details("A plan that is not feasible is an error, so that scripts can ask first.")
                .argument(
                        "operation",
                        "One of " + String.join(", ", OPERATIONS),
                        Arity.REQUIRED,
                        Suggestions.of(OPERATIONS.toArray(String[]::new)))
                .argument("id|jar", "The plugin, or for install and update the jar", Arity.REQUIRED, target(manager))
                .example("plugin:plan uninstall wordcount", "Who depends on it, and would stop")
                .example("plugin:plan install /tmp/wordcount-1.1.0.jar", ""));
        this.manager = manager;
    }

    private static Suggestions target(PluginManager manager) {
        return words -> words.isEmpty() || ON_JARS.contains(words.get(0))
                ? Suggestions.FILES.suggest(words)
                : Plugins.ids(manager).suggest(words);
    }

    @Override
    protected void run(Invocation invocation) {
        String operation = invocation.arguments().argument("operation");
        String target = invocation.arguments().argument("id|jar");
        if (!OPERATIONS.contains(operation)) {
            throw new CommandFailure(
                    "There is no operation " + operation,
                    Nearest.remedy(operation, OPERATIONS),
                    "One of: " + String.join(", ", OPERATIONS));
        }
        Plan plan;
        if (ON_JARS.contains(operation)) {
            plan = manager.planInstall(InstallPlugin.existing(invocation, target));
        } else {
            Plugins.require(manager, target);
            plan = manager.plan(operation, target);
        }
        if (invocation.json()) invocation.screen().json(Views.plan(plan));
        else print(plan, invocation.screen());
        if (!plan.feasible()) throw infeasible(plan);
    }

    private static void print(Plan plan, Screen screen) {
        String versions = plan.fromVersion().equals(plan.toVersion())
                ? plan.fromVersion()
                : (plan.fromVersion()
                        + (plan.fromVersion().isEmpty() || plan.toVersion().isEmpty() ? "" : " → ")
                        + plan.toVersion());
        screen.line(Style.STRONG.of(plan.operation() + " " + plan.pluginId()), " ", versions);
        for (Verdict verdict : plan.verdicts()) Deployments.verdict(verdict, screen);
        if (!plan.feasible()) return;
        if (!plan.steps().isEmpty()) {
            screen.line();
            screen.line(Style.STRONG.of("What would happen"));
            int number = 1;
            for (String step : plan.steps()) screen.line("  " + number++ + ". ", step);
        }
        screen.line();
        if (plan.affected().isEmpty()) {
            screen.line("No other plugin is affected.");
        } else {
            Table table = new Table("AFFECTED", "EFFECT", "REASON");
            for (Plan.Effect effect : plan.affected()) {
                table.row(Style.STRONG.of(effect.pluginId()), Style.WARN.of(effect.effect()), effect.reason());
            }
            table.print(screen);
        }
        screen.line(Style.MUTED.of(Formats.count(plan.untouched(), "active plugin") + " would not notice."));
    }

    private static CommandFailure infeasible(Plan plan) {
        List<Verdict> against =
                plan.verdicts().stream().filter(verdict -> !verdict.passes()).toList();
        return new CommandFailure(
                "This would be refused: " + against.get(0).message(),
                against.stream()
                        .map(Views::remedy)
                        .filter(remedy -> !remedy.isBlank())
                        .toList());
    }
}
