package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.plugin.Deployments;
import dev.pergola.shell.internal.plugin.InstallPlugin;
import dev.pergola.vetting.Advisories;
import dev.pergola.vetting.Advisories.ImportReport;
import java.nio.file.Path;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code advisory:import}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=advisory", "osgi.command.function=import"})
public final class ImportAdvisories extends VettingCommand {
    private final Advisories advisories;
    private final Deployments deployments;

    /** To what was imported. */
    @Activate
    public ImportAdvisories(@Reference Advisories advisories, @Reference Deployments deployments) {
        super(CommandSpec.of("advisory", "import", "Take known vulnerabilities, and look whether plugins are affected")
                .details(
                        "The format is OSV. All on libraries of Maven is in one zip, which you fetch yourself:",
                        "https://osv-vulnerabilities.storage.googleapis.com/Maven/all.zip")
                .argument("file", "A JSON file, or a zip of such files", Arity.REQUIRED, Suggestions.FILES)
                .example("advisory:import /tmp/all.zip", ""));
        this.advisories = advisories;
        this.deployments = deployments;
    }

    @Override
    void work(Invocation invocation) throws InterruptedException {
        Path file = InstallPlugin.existing(invocation, invocation.arguments().argument("file"));
        String actor = invocation.actor();
        ImportReport report = deployments.await(invocation, () -> advisories.importFrom(file, actor));
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(VettingViews.imported(report));
            return;
        }
        screen.line(
                Style.GOOD.of(report.imported() + " imported"),
                ", ",
                report.unchanged(),
                " unchanged, ",
                report.others(),
                " about other things");
        report.refused().forEach(why -> screen.line("  ", Style.WARN.of("not understood: "), why));
        report.affected().forEach(id -> screen.line("  ", Style.BAD.of("affected: "), id, "; see advisory:check ", id));
    }
}
