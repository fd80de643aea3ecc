package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ShellCommand;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:reconsider}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=reconsider"})
public final class ReconsiderPlugin extends ShellCommand {
    private final PluginManager manager;
    private final Deployments deployments;

    /** On a lifecycle. */
    @Activate
    public ReconsiderPlugin(@Reference PluginManager manager, @Reference Deployments deployments) {
        super(CommandSpec.of("plugin", "reconsider", "Run the checks again for what is held of a plugin")
                .details(
                        "A jar is held where a person has to decide first, for example on what it may do. Where it passes",
                        "now it is installed; otherwise it stays held, and whatever runs goes on as it is.")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .example("plugin:reconsider wordcount", "After granting what it asks for"));
        this.manager = manager;
        this.deployments = deployments;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        String id = invocation.arguments().argument("id");
        Plugins.require(manager, id);
        String actor = invocation.actor();
        deployments.run(invocation, () -> manager.reconsider(id, actor));
    }
}
