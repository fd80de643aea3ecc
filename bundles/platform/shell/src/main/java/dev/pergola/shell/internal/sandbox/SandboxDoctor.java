package dev.pergola.shell.internal.sandbox;

import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Isolation.Finding;
import dev.pergola.sandbox.Sandboxes;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code sandbox:doctor}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=sandbox", "osgi.command.function=doctor"})
public final class SandboxDoctor extends ShellCommand {
    private final Sandboxes sandboxes;

    /** On the sandboxes that there are. */
    @Activate
    public SandboxDoctor(@Reference Sandboxes sandboxes) {
        super(CommandSpec.of("sandbox", "doctor", "Tell what contains sandboxes on this host, and what is missing")
                .details(
                        "It was tried when the platform started, by running something in a sandbox that tries to get out."
                                + " After a change to the host, start the platform again.")
                .example("sandbox:doctor", ""));
        this.sandboxes = sandboxes;
    }

    @Override
    protected void run(Invocation invocation) {
        Isolation isolation = sandboxes.isolation();
        if (invocation.json()) invocation.screen().json(view(isolation));
        else print(isolation, invocation.screen());
        if (!isolation.works())
            throw new CommandFailure(
                    "The tier " + isolation.tier() + ", which sandbox.isolation asks for, does not work here",
                    "Mend what is missing, or choose another one; until then nothing runs in a sandbox");
    }

    private static void print(Isolation isolation, Screen screen) {
        screen.line(
                "Tier ",
                Style.STRONG.of(isolation.tier().toString()),
                ": ",
                isolation.tier().words());
        for (Finding finding : isolation.findings()) {
            screen.line(
                    finding.works() ? Style.GOOD.of("  ok      ") : Style.BAD.of("  missing "),
                    finding.what(),
                    " (" + finding.found() + ")");
            if (!finding.works()) screen.line("          what helps: ", finding.remedy());
        }
    }

    private static Map<String, Object> view(Isolation isolation) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("tier", isolation.tier().toString());
        view.put("words", isolation.tier().words());
        view.put("works", isolation.works());
        List<Map<String, Object>> findings =
                isolation.findings().stream().map(SandboxDoctor::view).toList();
        view.put("findings", findings);
        return view;
    }

    private static Map<String, Object> view(Finding finding) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("what", finding.what());
        view.put("works", finding.works());
        view.put("found", finding.found());
        view.put("remedy", finding.remedy());
        return view;
    }
}
