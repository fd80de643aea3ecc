package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ShellCommand;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:rollback}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=rollback"})
public final class RollbackPlugin extends ShellCommand {
    private final PluginManager manager;
    private final Deployments deployments;

    /** On a lifecycle. */
    @Activate
    public RollbackPlugin(@Reference PluginManager manager, @Reference Deployments deployments) {
        super(CommandSpec.of("plugin", "rollback", "Go back to an earlier version of a plugin")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .options(
                        OptionSpec.value(
                                "--to", "V", "This version instead of the one before", Plugins.versions(manager)),
                        OptionSpec.flag(
                                "--keep-state",
                                "Keep the plugin's state as it is now, not as it was when that version was replaced"))
                .example("plugin:rollback wordcount", "")
                .example("plugin:rollback counter --to 1.0.0 --keep-state", ""));
        this.manager = manager;
        this.deployments = deployments;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        String id = invocation.arguments().argument("id");
        Optional<String> version = invocation.arguments().option("--to");
        boolean keepState = invocation.arguments().has("--keep-state");
        Plugins.require(manager, id);
        String actor = invocation.actor();
        deployments.run(invocation, () -> manager.rollback(id, version, keepState, actor));
    }
}
