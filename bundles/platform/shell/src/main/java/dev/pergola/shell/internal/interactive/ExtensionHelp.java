package dev.pergola.shell.internal.interactive;

import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code extension:help}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=extension", "osgi.command.function=help"})
public final class ExtensionHelp extends HelpOverview {
    /** Shows the commands on extensions. */
    @Activate
    public ExtensionHelp() {
        super("extension", "extension");
    }
}
