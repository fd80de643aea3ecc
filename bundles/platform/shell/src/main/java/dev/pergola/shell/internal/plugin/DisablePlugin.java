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

/** {@code plugin:disable}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=disable"})
public final class DisablePlugin extends ShellCommand {
    private final PluginManager manager;
    private final Deployments deployments;

    /** On a lifecycle. */
    @Activate
    public DisablePlugin(@Reference PluginManager manager, @Reference Deployments deployments) {
        super(CommandSpec.of("plugin", "disable", "Stop a plugin, and keep it stopped")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .example("plugin:disable wordcount", "What would stop with it: plugin:plan disable wordcount"));
        this.manager = manager;
        this.deployments = deployments;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        String id = invocation.arguments().argument("id");
        Plugins.require(manager, id);
        String actor = invocation.actor();
        deployments.run(invocation, () -> manager.disable(id, actor));
    }
}
