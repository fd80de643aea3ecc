package dev.pergola.shell.internal.interactive;

import dev.pergola.shell.internal.command.CommandSpec;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code pergola:exit}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=pergola", "osgi.command.function=exit"})
public final class Exit extends StopRuntime {
    /** In the framework that is to be stopped. */
    @Activate
    public Exit(BundleContext context) {
        super(
                CommandSpec.of("pergola", "exit", "Leave the shell, and stop the runtime cleanly")
                        .details("Running calls are finished first, within the time that the configuration gives them.")
                        .example("exit", "The same as Ctrl-D at the prompt"),
                context);
    }
}
