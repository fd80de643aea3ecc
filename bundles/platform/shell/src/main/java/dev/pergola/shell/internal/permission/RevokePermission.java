package dev.pergola.shell.internal.permission;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.plugin.Plugins;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:revoke}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=revoke"})
public final class RevokePermission extends ShellCommand {
    private final Changes changes;

    /** Through what decides. */
    @Activate
    public RevokePermission(@Reference Changes changes) {
        super(CommandSpec.of("permission", "revoke", "Take back what was granted to a plugin or a publisher, at once")
                .details(
                        "The plugin goes on running, and is denied what it no longer may. What nobody granted by itself,",
                        "but a rule of the site, takes permission:deny. With --publisher no plugin is named.")
                .argument("plugin", "The plugin; none with --publisher", Arity.REQUIRED, Plugins.ids(changes.manager()))
                .argument("permission", "What to take back", Arity.OPTIONAL, Words.grantedNames(changes.service()))
                .argument(
                        "target",
                        "Only what was granted within this; all of it where not given",
                        Arity.OPTIONAL,
                        Words.grantedTargets(changes.service()))
                .options(OptionSpec.value("--publisher", "WHO", "From a publisher, named as in permission:publishers"))
                .example("permission:revoke wordcount network.http", "")
                .example("permission:revoke --publisher 'Example Corp' network.http", "")
                .example("permission:revoke wordcount filesystem.read '/srv/texts/**'", ""));
        this.changes = changes;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        ParsedArguments arguments = invocation.arguments();
        Whose whose = Whose.of(arguments);
        String id = whose.name();
        String permission = whose.permission();
        String target = whose.target();
        String actor = invocation.actor();
        String done = "From now on " + whose.shown() + " has no grant of " + Words.typed(permission, target);
        if (whose.isPublisher()) {
            changes.run(invocation, done, () -> changes.service().revokePublisher(id, permission, target, actor));
            return;
        }
        Words.of(changes.service(), changes.manager(), id);
        changes.run(invocation, id, done, () -> changes.service().revoke(id, permission, target, actor));
    }
}
