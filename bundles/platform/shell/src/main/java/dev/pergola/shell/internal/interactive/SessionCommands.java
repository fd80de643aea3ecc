package dev.pergola.shell.internal.interactive;

import org.apache.felix.gogo.jline.Builtin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Gogo's commands on the session: variables, jobs, history. */
@Component(
        service = SessionCommands.class,
        property = {
            "osgi.command.scope=gogo",
            "osgi.command.function=format",
            "osgi.command.function=getopt",
            "osgi.command.function=new",
            "osgi.command.function=set",
            "osgi.command.function=tac",
            "osgi.command.function=type",
            "osgi.command.function=jobs",
            "osgi.command.function=fg",
            "osgi.command.function=bg",
            "osgi.command.function=history",
            "osgi.command.function=setopt",
            "osgi.command.function=unsetopt"
        })
public final class SessionCommands extends Builtin {
    /** Gogo's own, as they are. */
    @Activate
    public SessionCommands() {}
}
