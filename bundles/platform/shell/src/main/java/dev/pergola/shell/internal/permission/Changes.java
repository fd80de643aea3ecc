package dev.pergola.shell.internal.permission;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PermissionService.Change;
import dev.pergola.permissions.PermissionService.PublisherChange;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.plugin.Deployments;
import dev.pergola.shell.internal.plugin.Plugins;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Decides, waits for what follows from it, and says what came of both. */
@Component(service = Changes.class)
public final class Changes {
    private final PermissionService service;
    private final PluginManager manager;
    private final Deployments deployments;

    /** Where decisions are made. */
    @Activate
    public Changes(
            @Reference PermissionService service,
            @Reference PluginManager manager,
            @Reference Deployments deployments) {
        this.service = service;
        this.manager = manager;
        this.deployments = deployments;
    }

    PermissionService service() {
        return service;
    }

    PluginManager manager() {
        return manager;
    }

    /**
     * Decides. Where the decision stands and what was held does not start with it, that is a failure.
     *
     * @param done what to say once it is decided; empty where the notes say it
     */
    void run(Invocation invocation, String pluginId, String done, Supplier<Change> decision)
            throws InterruptedException {
        Change change;
        try {
            change = deployments.await(invocation, decision);
        } catch (PluginNotFoundException unknown) {
            throw Plugins.unknown(manager, pluginId);
        }
        if (invocation.json()) invocation.screen().json(PermissionViews.change(change));
        else print(change, done, invocation.screen());
        change.deployment().ifPresent(report -> Deployments.show(report, invocation));
    }

    /** The same for the plugins of a publisher. */
    void run(Invocation invocation, String done, Supplier<PublisherChange> decision) throws InterruptedException {
        PublisherChange change = deployments.await(invocation, decision);
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(PermissionViews.change(change));
        } else {
            screen.line(Style.GOOD.of(done));
            change.notes().forEach(note -> screen.line("  ", note));
            unenforced(service.enforced(), screen);
        }
        for (DeploymentReport report : change.deployments()) Deployments.show(report, invocation);
    }

    private static void print(Change change, String done, Screen screen) {
        if (!done.isEmpty()) screen.line(Style.GOOD.of(done));
        change.notes().forEach(note -> screen.line("  ", note));
        PluginPermissions now = change.now();
        if (!now.undecided().isEmpty()) {
            screen.line("  ", Style.WARN.of(Formats.count(now.undecided().size(), "permission") + " still undecided"));
            screen.line("    See which: permission:request ", now.pluginId());
        }
        unenforced(now.enforced(), screen);
    }

    /** Says that what is decided is not kept to, where that is so. */
    static void unenforced(boolean enforced, Screen screen) {
        if (!enforced) screen.line(Style.WARN.of("Permissions are recorded and not enforced in this process."));
    }
}
