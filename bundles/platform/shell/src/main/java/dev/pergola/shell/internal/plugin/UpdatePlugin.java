package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.Plan;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Suggestions;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:update}: an installation that insists on the plugin being the one that was named. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=update"})
public final class UpdatePlugin extends ShellCommand {
    private final PluginManager manager;
    private final Deployments deployments;

    /** On a lifecycle. */
    @Activate
    public UpdatePlugin(@Reference PluginManager manager, @Reference Deployments deployments) {
        super(CommandSpec.of("plugin", "update", "Replace a plugin by another version, without losing a call")
                .details(
                        "The new version starts beside the old one; callers move over once it is healthy, and the old",
                        "one stops when its last call has ended. If it does not get healthy, nothing changes.")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .argument(
                        "jar",
                        "Path or URL of the new version's jar; where the plugin came from, where not given",
                        Arity.OPTIONAL,
                        Suggestions.FILES)
                .example(
                        "plugin:update wordcount /tmp/wordcount-1.1.0.jar",
                        "And back again: plugin:rollback wordcount"));
        this.manager = manager;
        this.deployments = deployments;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        String id = invocation.arguments().argument("id");
        PluginInfo plugin = Plugins.require(manager, id);
        String jar = invocation.arguments().optionalArgument("jar").orElseGet(() -> source(plugin));
        if (Invocation.url(jar).isEmpty()) {
            Plan plan = manager.planInstall(InstallPlugin.existing(invocation, jar));
            if (!plan.pluginId().isEmpty() && !plan.pluginId().equals(id))
                throw another(id, plan.pluginId(), "install");
        }
        DeploymentReport report =
                deployments.run(invocation, InstallPlugin.operation(manager, invocation, jar, InstallOptions.DEFAULT));
        if (!report.pluginId().equals(id)) throw another(id, report.pluginId(), "installed");
    }

    private static String source(PluginInfo plugin) {
        String id = plugin.metadata().id();
        if (!plugin.source().startsWith("upload:")) return plugin.source();
        throw new CommandFailure(
                id + " was uploaded, so there is no place to look for a newer jar",
                "Say where it is: plugin:update " + id + " <jar>");
    }

    private static CommandFailure another(String id, String found, String verb) {
        return new CommandFailure(
                "The jar is not " + id + " but " + found,
                verb.equals("installed")
                        ? found + " has been installed. Undo that with: plugin:uninstall " + found
                        : "To install it all the same: plugin:install <jar>");
    }
}
