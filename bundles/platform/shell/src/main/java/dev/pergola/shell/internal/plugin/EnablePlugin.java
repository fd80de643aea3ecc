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

/** {@code plugin:enable}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=enable"})
public final class EnablePlugin extends ShellCommand {
    private final PluginManager manager;
    private final Deployments deployments;

    /** On a lifecycle. */
    @Activate
    public EnablePlugin(@Reference PluginManager manager, @Reference Deployments deployments) {
        super(CommandSpec.of("plugin", "enable", "Start a plugin that was disabled, failed or quarantined")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .example("plugin:enable wordcount", "It starts again after a restart of the runtime, too"));
        this.manager = manager;
        this.deployments = deployments;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        String id = invocation.arguments().argument("id");
        Plugins.require(manager, id);
        String actor = invocation.actor();
        deployments.run(invocation, () -> manager.enable(id, actor));
    }
}
