package dev.pergola.shell.internal.interactive;

import org.apache.felix.gogo.jline.Procedural;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Gogo's commands for scripts: {@code if}, {@code each}, {@code while} and the like. */
@Component(
        service = ControlFlow.class,
        property = {
            "osgi.command.scope=gogo",
            "osgi.command.function=each",
            "osgi.command.function=if",
            "osgi.command.function=not",
            "osgi.command.function=throw",
            "osgi.command.function=try",
            "osgi.command.function=until",
            "osgi.command.function=while",
            "osgi.command.function=break",
            "osgi.command.function=continue"
        })
public final class ControlFlow extends Procedural {
    /** Gogo's own, as they are. */
    @Activate
    public ControlFlow() {}
}
