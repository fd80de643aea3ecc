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

/** {@code plugin:reload}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=reload"})
public final class ReloadPlugin extends ShellCommand {
    private final PluginManager manager;
    private final Deployments deployments;

    /** On a lifecycle. */
    @Activate
    public ReloadPlugin(@Reference PluginManager manager, @Reference Deployments deployments) {
        super(CommandSpec.of("plugin", "reload", "Replace a plugin by a fresh instance of the same jar")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .example("plugin:reload wordcount", "Calls that run are finished by the old instance"));
        this.manager = manager;
        this.deployments = deployments;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        String id = invocation.arguments().argument("id");
        Plugins.require(manager, id);
        String actor = invocation.actor();
        deployments.run(invocation, () -> manager.reload(id, actor));
    }
}
