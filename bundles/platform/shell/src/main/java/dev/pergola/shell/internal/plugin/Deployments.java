package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.shell.internal.command.Background;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Runs an operation of the lifecycle and says how it went. */
@Component(service = Deployments.class)
public final class Deployments {
    /** Places that are shown of one verdict. */
    private static final int EVIDENCE = 5;

    private final Background background;

    /** With threads to wait on. */
    @Activate
    public Deployments(@Reference Background background) {
        this.background = background;
    }

    /** Runs it; fails where the report says that it did not succeed. */
    DeploymentReport run(Invocation invocation, Supplier<DeploymentReport> operation) throws InterruptedException {
        DeploymentReport report = await(invocation, operation);
        if (invocation.json()) invocation.screen().json(Views.report(report));
        show(report, invocation);
        return report;
    }

    /** Says how an operation went, where it is not said as JSON; fails where it did not succeed. */
    public static void show(DeploymentReport report, Invocation invocation) {
        if (!report.succeeded()) throw failure(report);
        if (!invocation.json()) print(report, invocation.screen());
    }

    /** Waits for work that goes on where the waiting ends; says for how long it has been at it. */
    public <T> T await(Invocation invocation, Supplier<T> operation) throws InterruptedException {
        long start = System.nanoTime();
        try {
            return Background.await(
                    background.begin(operation),
                    invocation.screen(),
                    () -> Optional.of("working for " + Formats.duration(Duration.ofNanos(System.nanoTime() - start)))
                            .filter(line -> System.nanoTime() - start
                                    > Duration.ofMillis(500).toNanos()));
        } catch (InterruptedException interrupted) {
            throw new CommandFailure(
                    "No longer waiting; the operation goes on", "See how it went: plugin:explain <id>, plugin:list");
        }
    }

    private static void print(DeploymentReport report, Screen screen) {
        screen.line(
                report.outcome() == DeploymentReport.Outcome.DONE ? Style.GOOD.of(done(report)) : done(report),
                " ",
                Style.STRONG.of(report.pluginId()),
                versions(report),
                Style.MUTED.of(" in " + Formats.duration(report.took())));
        for (Verdict verdict : report.verdicts()) {
            if (!(verdict instanceof Verdict.Pass)) verdict(verdict, screen);
        }
        for (Problem problem : report.problems()) {
            screen.line("  ", Style.WARN.of(problem.message()));
            if (!problem.remedy().isBlank()) screen.line("    ", problem.remedy());
        }
    }

    /** Says what a check found. */
    public static void verdict(Verdict verdict, Screen screen) {
        Style style = verdict instanceof Verdict.Pass ? Style.GOOD : verdict.passes() ? Style.WARN : Style.BAD;
        screen.line("  ", style.of(Views.kind(verdict)), " ", verdict.check(), ": ", verdict.message());
        verdict.evidence().stream()
                .limit(EVIDENCE)
                .forEach(place -> screen.line("    at ", Style.MUTED.of(place.toString())));
        int more = verdict.evidence().size() - EVIDENCE;
        if (more > 0) screen.line("    ", Style.MUTED.of("and " + more + " more; --json shows all"));
        if (!Views.remedy(verdict).isBlank()) screen.line("    ", Views.remedy(verdict));
    }

    private static String done(DeploymentReport report) {
        return switch (report.outcome()) {
            case UNCHANGED -> "unchanged:";
            case WAITING -> "waiting:";
            default ->
                switch (report.operation()) {
                    case "install" -> "installed";
                    case "update" -> "updated";
                    case "enable" -> "enabled";
                    case "disable" -> "disabled";
                    case "reload" -> "reloaded";
                    case "rollback" -> "rolled back";
                    case "uninstall" -> "uninstalled";
                    default -> report.operation() + " done:";
                };
        };
    }

    private static String versions(DeploymentReport report) {
        if (report.toVersion().isEmpty()) return report.fromVersion().isEmpty() ? "" : " " + report.fromVersion();
        boolean moved = !report.fromVersion().isEmpty() && !report.fromVersion().equals(report.toVersion());
        return " " + report.toVersion() + (moved ? " (was " + report.fromVersion() + ")" : "");
    }

    private static CommandFailure failure(DeploymentReport report) {
        String what = report.operation()
                + (report.pluginId().isEmpty() ? "" : " of " + report.pluginId())
                + (report.toVersion().isEmpty() ? "" : " " + report.toVersion());
        String how = switch (report.outcome()) {
            case REFUSED -> " was refused";
            case ROLLED_BACK -> " failed, and everything is as it was before";
            default -> " failed";
        };
        List<String> lines = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Problem problem : report.problems()) reason(reasons, lines, problem.message(), problem.remedy());
        for (Verdict verdict : report.verdicts()) {
            if (!verdict.passes()) reason(reasons, lines, verdict.message(), Views.remedy(verdict));
        }
        if (!report.pluginId().isEmpty()) lines.add("More: plugin:explain " + report.pluginId());
        String first = reasons.isEmpty() ? "" : ": " + reasons.get(0);
        for (int i = reasons.size() - 1; i > 0; i--) lines.add(0, "Also: " + reasons.get(i));
        return new CommandFailure(what + how + first, lines);
    }

    private static void reason(List<String> reasons, List<String> lines, String message, String remedy) {
        if (!reasons.contains(message)) reasons.add(message);
        if (!remedy.isBlank() && !lines.contains(remedy)) lines.add(remedy);
    }
}
