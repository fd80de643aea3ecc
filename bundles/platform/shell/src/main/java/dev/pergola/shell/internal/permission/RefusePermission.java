package dev.pergola.shell.internal.permission;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.plugin.Plugins;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:refuse}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=refuse"})
public final class RefusePermission extends ShellCommand {
    private final Changes changes;

    /** Through what decides. */
    @Activate
    public RefusePermission(@Reference Changes changes) {
        super(CommandSpec.of("permission", "refuse", "Refuse what a plugin asks for, so that it can run without")
                .details("Without a permission: all that it asks for and nobody has decided.")
                .argument("plugin", "The plugin", Arity.REQUIRED, Plugins.ids(changes.manager()))
                .argument("permission", "What to refuse", Arity.OPTIONAL, Words.undecidedNames(changes.service()))
                .argument(
                        "target",
                        "What it applies to; all that it asks for of this where not given",
                        Arity.OPTIONAL,
                        Words.undecidedTargets(changes.service()))
                .example("permission:refuse wordcount", "All that is undecided")
                .example("permission:refuse wordcount system.exec '*'", ""));
        this.changes = changes;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        ParsedArguments arguments = invocation.arguments();
        String id = arguments.argument("plugin");
        Optional<String> permission = arguments.optionalArgument("permission");
        String target = arguments.optionalArgument("target").orElse("");
        String actor = invocation.actor();
        if (permission.isEmpty()) {
            changes.run(invocation, id, "", () -> changes.service().refuseAll(id, actor));
        } else {
            String done = "refused " + Words.typed(permission.get(), target) + " to " + id;
            changes.run(invocation, id, done, () -> changes.service().refuse(id, permission.get(), target, actor));
        }
    }
}
