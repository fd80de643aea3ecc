package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginManager.Keep;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ShellCommand;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:uninstall}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=uninstall"})
public final class UninstallPlugin extends ShellCommand {
    private final PluginManager manager;
    private final Deployments deployments;

    /** On a lifecycle. */
    @Activate
    public UninstallPlugin(@Reference PluginManager manager, @Reference Deployments deployments) {
        super(CommandSpec.of("plugin", "uninstall", "Remove a plugin, with its state, configuration and grants")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .options(
                        OptionSpec.value(
                                "--version", "V", "Only this version instead of all", Plugins.versions(manager)),
                        OptionSpec.flag(
                                "--keep-state", "Keep state, data folder and configuration for a later installation"),
                        OptionSpec.flag(
                                "--keep-permissions", "Keep what it was granted and refused for a later installation"))
                .example("plugin:uninstall wordcount", "What would stop with it: plugin:plan uninstall wordcount")
                .example("plugin:uninstall counter --keep-state", ""));
        this.manager = manager;
        this.deployments = deployments;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        String id = invocation.arguments().argument("id");
        Optional<String> version = invocation.arguments().option("--version");
        Set<Keep> keep = EnumSet.noneOf(Keep.class);
        if (invocation.arguments().has("--keep-state")) keep.add(Keep.STATE);
        if (invocation.arguments().has("--keep-permissions")) keep.add(Keep.PERMISSIONS);
        if (version.isPresent()) Plugins.version(manager, id, version.get());
        else Plugins.require(manager, id);
        String actor = invocation.actor();
        deployments.run(invocation, () -> manager.uninstall(id, version, keep, actor));
    }
}
