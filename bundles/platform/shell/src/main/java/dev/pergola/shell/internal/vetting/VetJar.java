package dev.pergola.shell.internal.vetting;

import dev.pergola.lifecycle.Verdict;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.plugin.Deployments;
import dev.pergola.shell.internal.plugin.InstallPlugin;
import dev.pergola.vetting.JarVetting;
import dev.pergola.vetting.Report;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code vetting:vet}; {@code vet} alone means the same. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=vetting", "osgi.command.function=vet"})
public final class VetJar extends VettingCommand {
    private final JarVetting vetting;
    private final Deployments deployments;

    /** Through all that vet. */
    @Activate
    public VetJar(@Reference JarVetting vetting, @Reference Deployments deployments) {
        super(CommandSpec.of("vetting", "vet", "Show all that the checks find in a jar, without installing it")
                .details("A jar that would not be let in is an error, so that scripts can ask first.")
                .argument("jar", "Path of the jar", Arity.REQUIRED, Suggestions.FILES)
                .example("vetting:vet /tmp/wordcount-1.1.0.jar", "")
                .example("vetting:vet /tmp/wordcount-1.1.0.jar --json", "With every place where something was found"));
        this.vetting = vetting;
        this.deployments = deployments;
    }

    @Override
    void work(Invocation invocation) throws InterruptedException {
        Path jar = InstallPlugin.existing(invocation, invocation.arguments().argument("jar"));
        Report report = deployments.await(invocation, () -> vetting.vet(jar));
        if (invocation.json()) invocation.screen().json(VettingViews.report(report));
        else print(report, invocation.screen());
        if (report.passes()) return;
        long against =
                report.verdicts().stream().filter(verdict -> !verdict.passes()).count();
        throw new CommandFailure("This jar would not be let in: " + Formats.count(against, "finding") + " against it");
    }

    private static void print(Report report, Screen screen) {
        screen.line(Style.STRONG.of(report.source()));
        screen.line("  sha256:", report.digest());
        screen.line(
                "  from ",
                report.provenance().publisher().orElse("nobody that this site knows"),
                Style.MUTED.of(" (" + VettingViews.word(report.provenance().trust()) + ")"));
        report.verdicts().stream()
                .sorted(Comparator.comparingInt(VetJar::mildness))
                .forEach(verdict -> Deployments.verdict(verdict, screen));
        String checks = report.checks().stream()
                .map(check -> check.name() + " " + Formats.duration(check.took()))
                .collect(Collectors.joining(", "));
        screen.line(Style.MUTED.of("in " + Formats.duration(report.took()) + ": " + checks));
    }

    private static int mildness(Verdict verdict) {
        if (verdict instanceof Verdict.Block || verdict instanceof Verdict.Failed) return 0;
        if (verdict instanceof Verdict.Hold) return 1;
        return verdict instanceof Verdict.Warn ? 2 : 3;
    }
}
