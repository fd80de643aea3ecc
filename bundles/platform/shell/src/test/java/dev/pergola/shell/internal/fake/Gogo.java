package dev.pergola.shell.internal.fake;

import static org.awaitility.Awaitility.await;

import dev.pergola.shell.internal.call.CallRunner;
import dev.pergola.shell.internal.command.Background;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.extension.CallExtension;
import dev.pergola.shell.internal.extension.ListExtensions;
import dev.pergola.shell.internal.extension.ListNodes;
import dev.pergola.shell.internal.interactive.ExtensionHelp;
import dev.pergola.shell.internal.interactive.Help;
import dev.pergola.shell.internal.interactive.PluginHelp;
import dev.pergola.shell.internal.interactive.TextCommands;
import dev.pergola.shell.internal.metric.ShowMetrics;
import dev.pergola.shell.internal.permission.ApprovePermissions;
import dev.pergola.shell.internal.permission.AuditPermissions;
import dev.pergola.shell.internal.permission.Changes;
import dev.pergola.shell.internal.permission.DenyPermission;
import dev.pergola.shell.internal.permission.ExplainPermission;
import dev.pergola.shell.internal.permission.GrantPermission;
import dev.pergola.shell.internal.permission.ListDenials;
import dev.pergola.shell.internal.permission.ListPermissions;
import dev.pergola.shell.internal.permission.ListPublisherGrants;
import dev.pergola.shell.internal.permission.RefusePermission;
import dev.pergola.shell.internal.permission.RequestPermissions;
import dev.pergola.shell.internal.permission.RevokePermission;
import dev.pergola.shell.internal.permission.UndenyPermission;
import dev.pergola.shell.internal.plugin.ConfigurePlugin;
import dev.pergola.shell.internal.plugin.Deployments;
import dev.pergola.shell.internal.plugin.DisablePlugin;
import dev.pergola.shell.internal.plugin.EnablePlugin;
import dev.pergola.shell.internal.plugin.ExecutePlugin;
import dev.pergola.shell.internal.plugin.ExplainPlugin;
import dev.pergola.shell.internal.plugin.InstallPlugin;
import dev.pergola.shell.internal.plugin.ListPlugins;
import dev.pergola.shell.internal.plugin.PlanOperation;
import dev.pergola.shell.internal.plugin.ReconsiderPlugin;
import dev.pergola.shell.internal.plugin.ReloadPlugin;
import dev.pergola.shell.internal.plugin.RollbackPlugin;
import dev.pergola.shell.internal.plugin.ShowLog;
import dev.pergola.shell.internal.plugin.ShowPlugin;
import dev.pergola.shell.internal.plugin.ShowState;
import dev.pergola.shell.internal.plugin.UninstallPlugin;
import dev.pergola.shell.internal.plugin.UpdatePlugin;
import dev.pergola.shell.internal.sandbox.SandboxWhereabouts;
import dev.pergola.shell.internal.token.CreateToken;
import dev.pergola.shell.internal.token.ListTokens;
import dev.pergola.shell.internal.token.RevokeToken;
import dev.pergola.shell.internal.vetting.AcceptFinding;
import dev.pergola.shell.internal.vetting.AddPublisher;
import dev.pergola.shell.internal.vetting.CheckAdvisories;
import dev.pergola.shell.internal.vetting.ImportAdvisories;
import dev.pergola.shell.internal.vetting.ImportRevocations;
import dev.pergola.shell.internal.vetting.ListAdvisories;
import dev.pergola.shell.internal.vetting.ListOverrides;
import dev.pergola.shell.internal.vetting.ListPublishers;
import dev.pergola.shell.internal.vetting.RemovePublisher;
import dev.pergola.shell.internal.vetting.RetractOverride;
import dev.pergola.shell.internal.vetting.RevokeKey;
import dev.pergola.shell.internal.vetting.RotateKey;
import dev.pergola.shell.internal.vetting.ShowBill;
import dev.pergola.shell.internal.vetting.VetJar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;

/** The real Gogo, outside of a framework, with every command of the platform on fakes. */
public final class Gogo implements AutoCloseable {
    public final Fakes fakes = new Fakes();
    public final Map<String, Object> variables = new ConcurrentHashMap<>();
    public final List<ShellCommand> commands;
    private final ThreadIOImpl streams = new ThreadIOImpl();
    public final CommandProcessorImpl processor = new CommandProcessorImpl(streams);

    public Gogo() {
        streams.start();
        Background background = new Background();
        Deployments deployments = new Deployments(background);
        CallRunner runner = new CallRunner(fakes.calls, background);
        FakeManager manager = fakes.manager;
        FakePermissions permissions = fakes.permissions;
        Changes changes = new Changes(permissions, manager, deployments);
        commands = List.of(
                new ListPlugins(manager),
                new ShowPlugin(manager, new SandboxWhereabouts(id -> Optional.ofNullable(fakes.placements.get(id)))),
                new InstallPlugin(manager, deployments),
                new UpdatePlugin(manager, deployments),
                new EnablePlugin(manager, deployments),
                new DisablePlugin(manager, deployments),
                new ReloadPlugin(manager, deployments),
                new ReconsiderPlugin(manager, deployments),
                new RollbackPlugin(manager, deployments),
                new UninstallPlugin(manager, deployments),
                new PlanOperation(manager),
                new ExplainPlugin(manager),
                new ConfigurePlugin(manager, fakes.configurations),
                new ShowLog(manager, fakes.logs),
                new ShowState(manager, fakes.states),
                new ExecutePlugin(manager, fakes.calls, runner),
                new ListExtensions(fakes.calls),
                new ListNodes(fakes.calls, manager),
                new CallExtension(fakes.calls, runner),
                new ListTokens(fakes.tokens),
                new CreateToken(fakes.tokens, manager),
                new RevokeToken(fakes.tokens),
                new ListPermissions(permissions, manager),
                new RequestPermissions(permissions, manager),
                new ApprovePermissions(changes),
                new GrantPermission(changes),
                new RefusePermission(changes),
                new RevokePermission(changes),
                new DenyPermission(permissions, manager),
                new UndenyPermission(permissions),
                new ListDenials(permissions),
                new ListPublisherGrants(permissions),
                new ExplainPermission(permissions, manager),
                new AuditPermissions(permissions, manager),
                new VetJar(fakes.vetting, deployments),
                new ListOverrides(fakes.vetting),
                new AcceptFinding(fakes.vetting, manager, deployments),
                new RetractOverride(fakes.vetting),
                new ShowBill(fakes.vetting, manager),
                new ListPublishers(fakes.trust),
                new AddPublisher(fakes.trust),
                new RevokeKey(fakes.trust),
                new RemovePublisher(fakes.trust),
                new ImportRevocations(fakes.trust),
                new RotateKey(fakes.trust),
                new ListAdvisories(fakes.advisories),
                new ImportAdvisories(fakes.advisories, deployments),
                new CheckAdvisories(fakes.advisories, manager),
                new ShowMetrics(() -> fakes.metrics),
                new Help(),
                new PluginHelp(),
                new ExtensionHelp());
        commands.forEach(this::add);
        for (String name : List.of("grep", "echo", "cat", "sleep")) {
            processor.addCommand("gogo", new TextCommands(processor), name);
        }
    }

    public void add(ShellCommand command) {
        processor.addCommand(command.spec().scope(), command, command.spec().name());
    }

    /** Runs a line as the HTTP API does, and gives what it prints. */
    public String run(String line) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            variables.forEach(session::put);
            session.execute(line);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What a line prints before it fails. */
    public String printed(String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            session.execute(line);
            throw new AssertionError("Did not fail, but printed: " + out.toString(StandardCharsets.UTF_8));
        } catch (Exception failure) {
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    /** The message that a line fails with. */
    public String fail(String line) {
        try {
            String printed = run(line);
            throw new AssertionError("Did not fail, but printed: " + printed);
        } catch (Exception failure) {
            return failure.getMessage();
        }
    }

    @Override
    public void close() {
        try {
            processor.stop();
            // A command that is still ending would put Gogo's streams back in the place of the system's.
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("pipe-")));
        } finally {
            streams.stop();
        }
    }
}
