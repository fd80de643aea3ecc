package dev.pergola.shell.internal.permission;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.plugin.Plugins;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:approve}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=approve"})
public final class ApprovePermissions extends ShellCommand {
    private final Changes changes;

    /** Through what decides. */
    @Activate
    public ApprovePermissions(@Reference Changes changes) {
        super(CommandSpec.of("permission", "approve", "Grant all that a plugin asks for and nobody has decided")
                .details(
                        "A version that was held for want of it goes on. What was refused stays refused.",
                        "Look first: permission:request <plugin>")
                .argument("plugin", "The plugin", Arity.REQUIRED, Plugins.ids(changes.manager()))
                .example("permission:approve wordcount", ""));
        this.changes = changes;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        String id = invocation.arguments().argument("plugin");
        String actor = invocation.actor();
        changes.run(invocation, id, "", () -> changes.service().approve(id, actor));
    }
}
