package dev.pergola.shell.internal.permission;

import dev.pergola.permissions.PermissionService.Terms;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Until;
import dev.pergola.shell.internal.plugin.Plugins;
import java.time.Instant;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:grant}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=grant"})
public final class GrantPermission extends ShellCommand {
    private final Changes changes;

    /** Through what decides. */
    @Activate
    public GrantPermission(@Reference Changes changes) {
        super(CommandSpec.of(
                        "permission", "grant", "Grant one permission, perhaps on terms, to a plugin or a publisher")
                .details(
                        "It holds at once, and no further than the plugin asks for. Who grants a part of what is asked for",
                        "refuses the rest. Put targets with * or $ in single quotes. With --publisher no plugin is named:",
                        "it is for all that this publisher has signed, those that come later too.")
                .argument("plugin", "The plugin; none with --publisher", Arity.REQUIRED, Plugins.ids(changes.manager()))
                .argument(
                        "permission",
                        "What to grant; permission:list shows all",
                        Arity.OPTIONAL,
                        Words.undecidedNames(changes.service()))
                .argument(
                        "target",
                        "What it applies to; what the plugin asks for where not given",
                        Arity.OPTIONAL,
                        Words.undecidedTargets(changes.service()))
                .options(
                        OptionSpec.value(
                                "--until", "DATE", "When it ends: 2027-01-31 (that day included), a time, or 30d"),
                        OptionSpec.value("--tier", "TIER", "Only there", Suggestions.of("in-process", "sandbox")),
                        OptionSpec.value(
                                "--isolation",
                                "TIER",
                                "Only where the process is isolated at least so",
                                Suggestions.of("A", "B", "C")),
                        OptionSpec.value(
                                "--publisher",
                                "WHO",
                                "All plugins of a publisher: its name, or the fingerprint of a key"),
                        OptionSpec.value("--reason", "TEXT", "Why, for the audit log"))
                .example("permission:grant wordcount network.http api.example.org", "")
                .example(
                        "permission:grant wordcount filesystem.read '/srv/texts/**' --until 2099-01-31 --reason trial",
                        "")
                .example("permission:grant --publisher 'Example Corp' network.http --tier sandbox --isolation B", ""));
        this.changes = changes;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        ParsedArguments arguments = invocation.arguments();
        Whose whose = Whose.of(arguments);
        String permission = whose.permission();
        String target = whose.target();
        Optional<Instant> until = arguments.option("--until").map(Until::of);
        Terms terms = new Terms(
                until,
                arguments.option("--tier").orElse(""),
                arguments.option("--isolation").orElse(""),
                arguments.option("--reason").orElse(""));
        String actor = invocation.actor();
        String done = "granted " + Words.typed(permission, target) + " to " + whose.shown()
                + until.map(end -> " until " + Formats.time(end)).orElse("");
        String name = whose.name();
        if (whose.isPublisher()) {
            changes.run(
                    invocation, done, () -> changes.service().grantPublisher(name, permission, target, terms, actor));
        } else {
            changes.run(invocation, name, done, () -> changes.service().grant(name, permission, target, terms, actor));
        }
    }
}
