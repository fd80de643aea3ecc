package dev.pergola.vetting.internal.scan;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.internal.code.CallGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes verdicts of findings: what the plugin asks for, what is never reached and whom it comes from weigh in. */
final class Judge {
    private static final int MAX_PLACES = 6;

    private final Candidate candidate;
    private final Analysis analysis;
    private final RuleLevels levels;
    private final Set<String> asked;

    Judge(Candidate candidate, Analysis analysis, RuleLevels levels) {
        this.candidate = candidate;
        this.analysis = analysis;
        this.levels = levels;
        this.asked = candidate.metadata().map(PluginMetadata::permissions).orElse(List.of()).stream()
                .map(PermissionRequest::permission)
                .collect(Collectors.toSet());
    }

    /** One verdict for each rule that found something. */
    List<Verdict> judge() {
        Map<String, List<Finding>> byRule = new LinkedHashMap<>();
        for (Finding finding : analysis.findings()) {
            byRule.computeIfAbsent(finding.rule().id(), id -> new ArrayList<>()).add(finding);
        }
        List<Verdict> verdicts = new ArrayList<>();
        byRule.values().forEach(findings -> verdict(findings).ifPresent(verdicts::add));
        return verdicts;
    }

    private Optional<Verdict> verdict(List<Finding> findings) {
        Rule rule = findings.get(0).rule();
        List<Finding> reached = findings.stream().filter(this::isReached).toList();
        Level level = (reached.isEmpty() ? findings : reached)
                .stream().map(Finding::level).max(Level::compareTo).orElse(rule.level());
        Optional<CallGraph.Step> openEnd = analysis.graph().openEnded();
        if (reached.isEmpty() && openEnd.isEmpty()) level = level.lighter();
        List<String> permissions = PermissionTable.covering(rule.id());
        boolean covered = permissions.stream().anyMatch(asked::contains);
        // A library has nowhere to ask; what its code may do is up to the plugins that call it.
        if (covered || !permissions.isEmpty() && candidate.metadata().isEmpty()) level = level.atMost(Level.WARN);
        level = levels.level(rule.id(), level, candidate.provenance());

        String message = "The jar " + rule.sentence() + " (" + places(findings, reached) + ")";
        if (covered) {
            message += ", as it asks to";
        } else if (!permissions.isEmpty() && candidate.metadata().isPresent()) {
            message += ", and does not ask for " + permissions.get(0);
        }
        return Verdicts.of(level, rule.id(), message, rule.remedy(), evidence(reached, findings, openEnd));
    }

    private boolean isReached(Finding finding) {
        return finding.site().isEmpty()
                || analysis.graph().reaches(finding.site().get().method());
    }

    private static String places(List<Finding> findings, List<Finding> reached) {
        String places = findings.size() == 1 ? "in one place" : "in " + findings.size() + " places";
        if (reached.isEmpty()) return places + ", not reachable from an entry point";
        int never = findings.size() - reached.size();
        return never == 0 ? places : places + ", " + never + " of them not reachable from an entry point";
    }

    private List<Evidence> evidence(List<Finding> reached, List<Finding> findings, Optional<CallGraph.Step> openEnd) {
        List<Evidence> evidence = new ArrayList<>();
        List<Finding> shown = new ArrayList<>(reached);
        findings.stream().filter(finding -> !reached.contains(finding)).forEach(shown::add);
        for (Finding finding : shown.subList(0, Math.min(MAX_PLACES, shown.size()))) {
            if (finding.site().isPresent()) {
                Finding.Site site = finding.site().get();
                evidence.addAll(
                        Evidences.path(analysis.graph(), site.type(), site.method(), finding.line(), finding.detail()));
            } else {
                evidence.add(Evidence.in(finding.where(), finding.detail()));
            }
        }
        if (shown.size() > MAX_PLACES) {
            evidence.add(Evidence.in("", "and " + (shown.size() - MAX_PLACES) + " more places"));
        }
        if (reached.isEmpty()) {
            openEnd.ifPresent(step -> evidence.addAll(Evidences.path(
                    analysis.graph(),
                    step.type(),
                    step.method(),
                    step.method().shape().firstLine(),
                    "finds code by a name that is made at run time, so that any code may run")));
        }
        return evidence;
    }
}
