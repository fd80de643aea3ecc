package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.http.internal.api.Problem;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What became of an operation on a plugin. */
record DeploymentView(
        long deploymentId,
        String operation,
        String pluginId,
        String fromVersion,
        String toVersion,
        Outcome outcome,
        List<VerdictView> verdicts,
        List<PluginProblemView> problems,
        long tookMs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PluginView plugin) {

    static DeploymentView of(DeploymentReport report, @Nullable PluginView plugin) {
        return new DeploymentView(
                report.id(),
                report.operation(),
                report.pluginId(),
                report.fromVersion(),
                report.toVersion(),
                report.outcome(),
                report.verdicts().stream().map(VerdictView::of).toList(),
                report.problems().stream().map(PluginProblemView::of).toList(),
                report.took().toMillis(),
                plugin);
    }

    /** Ends the call where an operation did not succeed. */
    static DeploymentReport check(DeploymentReport report) {
        if (report.succeeded()) return report;
        DeploymentView view = of(report, null);
        Stream<String> refusals = view.verdicts().stream()
                .filter(verdict ->
                        verdict.verdict() != VerdictView.Ruling.pass && verdict.verdict() != VerdictView.Ruling.warn)
                .map(verdict -> sentence(verdict.check() + ": " + verdict.message(), verdict.remedy()));
        Stream<String> problems =
                view.problems().stream().map(problem -> sentence(problem.message(), problem.remedy()));
        String why = Stream.concat(refusals, problems).distinct().collect(Collectors.joining(" "));
        ProblemType type =
                report.outcome() == Outcome.REFUSED ? ProblemType.DEPLOYMENT_REFUSED : ProblemType.DEPLOYMENT_FAILED;
        throw new ProblemException(Problem.of(type, why.isEmpty() ? after(report.outcome()) : why)
                .with("deployment_id", view.deploymentId())
                .with("operation", view.operation())
                .with("plugin_id", view.pluginId())
                .with("from_version", view.fromVersion())
                .with("to_version", view.toVersion())
                .with("outcome", view.outcome())
                .with("verdicts", view.verdicts())
                .with("problems", view.problems()));
    }

    private static String after(Outcome outcome) {
        return outcome == Outcome.ROLLED_BACK
                ? "It failed, and everything is as it was before."
                : "It failed; the log of the plugin may say more.";
    }

    private static String sentence(String message, @Nullable String remedy) {
        String stop = message.endsWith(".") ? message : message + ".";
        if (remedy == null || remedy.isBlank()) return stop;
        return stop + " " + (remedy.endsWith(".") ? remedy : remedy + ".");
    }
}
