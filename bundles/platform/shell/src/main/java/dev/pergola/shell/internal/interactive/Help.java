package dev.pergola.shell.internal.interactive;

import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code pergola:help}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=pergola", "osgi.command.function=help"})
public final class Help extends HelpOverview {
    /** Shows all commands. */
    @Activate
    public Help() {
        super("pergola", "");
    }
}
