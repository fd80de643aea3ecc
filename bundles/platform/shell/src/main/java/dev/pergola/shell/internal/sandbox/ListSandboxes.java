package dev.pergola.shell.internal.sandbox;

import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.Sandboxes;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code sandbox:list}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=sandbox", "osgi.command.function=list"})
public final class ListSandboxes extends ShellCommand {
    private final Sandboxes sandboxes;

    /** On the sandboxes that there are. */
    @Activate
    public ListSandboxes(@Reference Sandboxes sandboxes) {
        super(CommandSpec.of("sandbox", "list", "List the JVMs that run tasks of plugins")
                .details("Which plugins have one says the key sandbox.plugins of the configuration.")
                .example("sandbox:list", ""));
        this.sandboxes = sandboxes;
    }

    @Override
    protected void run(Invocation invocation) {
        List<Sandbox> all = sandboxes.list();
        if (invocation.json())
            invocation.screen().json(all.stream().map(ListSandboxes::view).toList());
        else {
            if (all.isEmpty())
                invocation.screen().line("There is none. One is started for the first task of a plugin.");
            else print(all, invocation.screen());
            int waiting = sandboxes.waiting();
            if (waiting > 0)
                invocation.screen().line("Ready for plugins that have none: " + waiting + " (sandbox.warm-processes)");
        }
    }

    private static void print(List<Sandbox> sandboxes, Screen screen) {
        Table table = new Table(
                "PLUGIN",
                "VERSION",
                "STATE",
                "PROCESS",
                "SINCE",
                "FRAMEWORK",
                "CALLS",
                "RUNNING",
                "MEMORY",
                "CPU",
                "THREADS");
        for (Sandbox sandbox : sandboxes) {
            table.row(
                    Style.STRONG.of(sandbox.pluginId()),
                    sandbox.version(),
                    sandbox.state().name().toLowerCase(Locale.ROOT),
                    Long.toString(sandbox.pid()),
                    Formats.time(sandbox.startedAt()),
                    sandbox.framework() ? "yes" : "none",
                    Long.toString(sandbox.calls()),
                    Integer.toString(sandbox.running()),
                    Formats.bytes(sandbox.usage().memoryBytes()),
                    Formats.duration(sandbox.usage().cpu()),
                    Integer.toString(sandbox.usage().threads()));
        }
        table.print(screen);
    }

    private static Map<String, Object> view(Sandbox sandbox) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("plugin_id", sandbox.pluginId());
        view.put("version", sandbox.version());
        view.put("state", sandbox.state().name().toLowerCase(Locale.ROOT));
        view.put("pid", sandbox.pid());
        view.put("started_at", sandbox.startedAt().toString());
        view.put("calls", sandbox.calls());
        view.put("running", sandbox.running());
        view.put("framework", sandbox.framework());
        view.put("memory_bytes", sandbox.usage().memoryBytes());
        view.put("cpu_ms", sandbox.usage().cpu().toMillis());
        view.put("threads", sandbox.usage().threads());
        view.put("network_received_bytes", sandbox.usage().networkReceivedBytes());
        view.put("network_sent_bytes", sandbox.usage().networkSentBytes());
        view.put("refused_connections", sandbox.usage().refusedConnections());
        return view;
    }
}
