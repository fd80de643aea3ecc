package dev.pergola.shell.internal.plugin;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Explanation;
import dev.pergola.lifecycle.LibraryInfo;
import dev.pergola.lifecycle.Plan;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.Deployment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code --json} prints of the things that lifecycle and store speak of. */
public final class Views {
    private Views() {}

    static Map<String, Object> summary(PluginInfo plugin) {
        PluginMetadata metadata = plugin.metadata();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", metadata.id());
        view.put("name", metadata.name());
        view.put("version", metadata.version().toString());
        view.put("state", plugin.state().name());
        view.put("current", plugin.current());
        view.put("enabled", plugin.enabled());
        view.put("category", metadata.category());
        view.put("description", metadata.description());
        view.put("problems", problems(plugin.problems()));
        return view;
    }

    static Map<String, Object> details(PluginInfo plugin) {
        PluginMetadata metadata = plugin.metadata();
        Map<String, Object> view = summary(plugin);
        view.put("author", metadata.author());
        view.put("license", metadata.license());
        view.put("tags", metadata.tags().stream().sorted().toList());
        view.put("engine", metadata.engine().toString());
        view.put("dependencies", dependencies(metadata.dependencies()));
        view.put("conflicts", dependencies(metadata.conflicts()));
        view.put(
                "permissions",
                metadata.permissions().stream()
                        .map(request -> Map.of(
                                "permission", request.permission(),
                                "target", request.target(),
                                "reason", request.reason()))
                        .toList());
        view.put("permissions_enforced", plugin.permissionsEnforced());
        view.put("node_types", metadata.nodeTypes().stream().sorted().toList());
        view.put("dependents", plugin.dependents());
        view.put("libraries", plugin.libraries());
        view.put("digest", plugin.digest());
        view.put("jar", plugin.jar().toString());
        view.put("source", plugin.source());
        view.put("bundle_id", plugin.bundleId());
        view.put("installed_at", plugin.installedAt().toString());
        view.put("state_since", plugin.stateSince().toString());
        view.put("last_used_at", plugin.lastUsedAt().toString());
        return view;
    }

    private static List<Map<String, String>> dependencies(List<PluginDependency> dependencies) {
        return dependencies.stream()
                .map(dependency -> Map.of(
                        "plugin",
                        dependency.plugin(),
                        "versions",
                        dependency.versions().toString()))
                .toList();
    }

    static Map<String, Object> library(LibraryInfo library) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("symbolic_name", library.symbolicName());
        view.put("version", library.version());
        view.put("digest", library.digest());
        view.put("source", library.source());
        view.put("bundle_id", library.bundleId());
        view.put("users", library.users());
        return view;
    }

    /** What is not as it should be. */
    public static List<Map<String, String>> problems(List<Problem> problems) {
        return problems.stream().map(Views::problem).toList();
    }

    private static Map<String, String> problem(Problem problem) {
        Map<String, String> view = new LinkedHashMap<>();
        view.put("code", problem.code());
        view.put("message", problem.message());
        view.put("remedy", problem.remedy());
        return view;
    }

    /** What checks said. */
    public static List<Map<String, Object>> verdicts(List<Verdict> verdicts) {
        return verdicts.stream().map(Views::verdict).toList();
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("check", verdict.check());
        view.put("verdict", kind(verdict));
        view.put("message", verdict.message());
        view.put("remedy", remedy(verdict));
        view.put("evidence", verdict.evidence().stream().map(Evidence::toString).toList());
        return view;
    }

    static String kind(Verdict verdict) {
        return verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    static String remedy(Verdict verdict) {
        if (verdict instanceof Verdict.Warn warn) return warn.remedy();
        if (verdict instanceof Verdict.Hold hold) return hold.remedy();
        if (verdict instanceof Verdict.Block block) return block.problem().remedy();
        return "";
    }

    /** What became of an operation. */
    public static Map<String, Object> report(DeploymentReport report) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", report.id());
        view.put("operation", report.operation());
        view.put("plugin_id", report.pluginId());
        view.put("from_version", report.fromVersion());
        view.put("to_version", report.toVersion());
        view.put("outcome", report.outcome().name().toLowerCase(Locale.ROOT));
        view.put("succeeded", report.succeeded());
        view.put("verdicts", verdicts(report.verdicts()));
        view.put("problems", problems(report.problems()));
        view.put("took_ms", report.took().toMillis());
        return view;
    }

    static Map<String, Object> plan(Plan plan) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("operation", plan.operation());
        view.put("plugin_id", plan.pluginId());
        view.put("from_version", plan.fromVersion());
        view.put("to_version", plan.toVersion());
        view.put("feasible", plan.feasible());
        view.put("verdicts", verdicts(plan.verdicts()));
        view.put("steps", plan.steps());
        view.put(
                "affected",
                plan.affected().stream()
                        .map(effect -> Map.of(
                                "plugin_id", effect.pluginId(),
                                "effect", effect.effect(),
                                "reason", effect.reason()))
                        .toList());
        view.put("untouched", plan.untouched());
        return view;
    }

    static Map<String, Object> explanation(Explanation explanation) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("subject", explanation.subject());
        view.put("summary", explanation.summary());
        explanation.plugin().ifPresent(plugin -> view.put("plugin", details(plugin)));
        view.put("problems", problems(explanation.problems()));
        view.put(
                "deployments",
                explanation.deployments().stream().map(Views::deployment).toList());
        return view;
    }

    private static Map<String, Object> deployment(Deployment deployment) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", deployment.id());
        view.put("operation", deployment.operation());
        view.put("plugin_id", deployment.pluginId());
        view.put("from_version", deployment.fromVersion());
        view.put("to_version", deployment.toVersion());
        view.put("digest", deployment.digest());
        view.put("source", deployment.source());
        view.put("step", deployment.step());
        view.put("outcome", deployment.outcome().name().toLowerCase(Locale.ROOT));
        view.put("detail", deployment.detail());
        view.put("started_at", deployment.startedAt().toString());
        view.put("finished_at", deployment.finishedAt().toString());
        return view;
    }
}
