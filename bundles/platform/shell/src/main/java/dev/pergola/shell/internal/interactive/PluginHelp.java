package dev.pergola.shell.internal.interactive;

import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code plugin:help}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=help"})
public final class PluginHelp extends HelpOverview {
    /** Shows the commands on plugins. */
    @Activate
    public PluginHelp() {
        super("plugin", "plugin");
    }
}
