package dev.pergola.shell.internal.sandbox;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.sandbox.Sandboxes;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.plugin.Plugins;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code sandbox:end}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=sandbox", "osgi.command.function=end"})
public final class EndSandbox extends ShellCommand {
    private final Sandboxes sandboxes;

    /** On the sandboxes that there are. */
    @Activate
    public EndSandbox(@Reference Sandboxes sandboxes, @Reference PluginManager manager) {
        super(CommandSpec.of("sandbox", "end", "End a plugin's sandbox, with whatever runs in it")
                .details("Calls that are under way in it fail. The next call gets a new one.")
                .argument("plugin", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .example("sandbox:end wordcount", ""));
        this.sandboxes = sandboxes;
    }

    @Override
    protected void run(Invocation invocation) {
        String plugin = invocation.arguments().argument("plugin");
        int ended = sandboxes.end(plugin);
        if (ended == 0)
            throw new CommandFailure("The plugin " + plugin + " has no sandbox", "See what there is: sandbox:list");
        if (invocation.json()) invocation.screen().json(Map.of("plugin_id", plugin, "ended", ended));
        else invocation.screen().line("ended the sandbox of ", Style.STRONG.of(plugin));
    }
}
