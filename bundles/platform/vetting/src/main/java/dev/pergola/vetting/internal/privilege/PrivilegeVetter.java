package dev.pergola.vetting.internal.privilege;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.MemberRef;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.scan.Analysis;
import dev.pergola.vetting.internal.scan.Evidences;
import dev.pergola.vetting.internal.scan.Finding;
import dev.pergola.vetting.internal.scan.Level;
import dev.pergola.vetting.internal.scan.PermissionTable;
import dev.pergola.vetting.internal.scan.RuleLevels;
import dev.pergola.vetting.internal.scan.Verdicts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Whether a plugin asks for what its code needs, and for no more (R119). Embedded libraries count as its code. */
@Component(service = Vetter.class, property = "service.ranking:Integer=100")
public final class PrivilegeVetter implements Vetter {
    static final String UNUSED = "privilege.unused";
    static final String UNDECLARED = "privilege.undeclared";
    private static final int MAX_PLACES = 3;

    private final Analyses analyses;
    private final RuleLevels levels;

    /** With this site's policy, where there is one. */
    @Activate
    public PrivilegeVetter(
            @Reference Analyses analyses,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    @Nullable
                    RuleLevels policy) {
        this.analyses = analyses;
        this.levels = policy == null ? RuleLevels.DEFAULT : policy;
    }

    @Override
    public String name() {
        return "privilege";
    }

    @Override
    public List<Verdict> vet(Candidate candidate) throws IOException {
        if (candidate.metadata().isEmpty()) {
            return List.of(new Verdict.Pass("privilege", "a library asks for nothing itself"));
        }
        Set<String> asked = candidate.metadata().map(PluginMetadata::permissions).orElse(List.of()).stream()
                .map(PermissionRequest::permission)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Analysis analysis = analyses.of(candidate);
        List<Verdict> found = new ArrayList<>();
        undeclared(candidate, analysis, asked, found);
        unused(candidate, analysis, asked, found);
        List<Verdict> verdicts = levels.review(candidate, found);
        if (!verdicts.isEmpty()) return verdicts;
        return List.of(new Verdict.Pass("privilege", "asks for what its code needs, and for no more"));
    }

    private void undeclared(Candidate candidate, Analysis analysis, Set<String> asked, List<Verdict> verdicts) {
        Map<String, List<Finding>> missing = new LinkedHashMap<>();
        for (Finding finding : analysis.findings()) {
            List<String> covering = PermissionTable.covering(finding.rule().id());
            if (covering.isEmpty() || covering.stream().anyMatch(asked::contains) || !isReached(analysis, finding))
                continue;
            missing.computeIfAbsent(covering.get(0), permission -> new ArrayList<>())
                    .add(finding);
        }
        // Files in its own folder are its own.
        if (usesOwnFolder(analysis)) missing.keySet().removeIf(permission -> permission.startsWith("filesystem."));
        missing.forEach((permission, findings) -> {
            List<Evidence> evidence = new ArrayList<>();
            for (Finding finding : findings.subList(0, Math.min(MAX_PLACES, findings.size()))) {
                finding.site()
                        .ifPresentOrElse(
                                site -> evidence.addAll(Evidences.path(
                                        analysis.graph(),
                                        site.type(),
                                        site.method(),
                                        finding.line(),
                                        finding.detail())),
                                () -> evidence.add(Evidence.in(finding.where(), finding.detail())));
            }
            add(
                    candidate,
                    UNDECLARED,
                    "The code needs " + permission + ", which the plugin does not ask for: it "
                            + findings.get(0).rule().sentence(),
                    "Ask for it with @RequiresPermission(\"" + permission + "\"); without, those calls are denied",
                    evidence,
                    verdicts);
        });
    }

    private void unused(Candidate candidate, Analysis analysis, Set<String> asked, List<Verdict> verdicts) {
        Set<String> used = analysis.findings().stream()
                .flatMap(finding -> PermissionTable.covering(finding.rule().id()).stream())
                .collect(Collectors.toSet());
        for (String permission : asked) {
            if (!PermissionTable.isVisible(permission) || used.contains(permission)) continue;
            add(
                    candidate,
                    UNUSED,
                    "The plugin asks for " + permission + ", and nothing in its code needs it",
                    "Remove the @RequiresPermission: what is granted and not needed only helps an attacker",
                    List.of(Evidence.in("META-INF/MANIFEST.MF", "pergola.permission " + permission)),
                    verdicts);
        }
    }

    private void add(
            Candidate candidate,
            String check,
            String message,
            String remedy,
            List<Evidence> evidence,
            List<Verdict> verdicts) {
        Level level = levels.level(check, Level.WARN, candidate.provenance());
        Verdicts.of(level, check, message, remedy, evidence).ifPresent(verdicts::add);
    }

    private static boolean isReached(Analysis analysis, Finding finding) {
        return finding.site()
                .map(site -> analysis.graph().reaches(site.method()))
                .orElse(true);
    }

    private static boolean usesOwnFolder(Analysis analysis) {
        for (ClassCode type : analysis.archive().classes()) {
            boolean uses = type.methods().stream()
                    .flatMap(method -> method.members().stream())
                    .anyMatch(PrivilegeVetter::isOwnFolder);
            if (uses) return true;
        }
        return false;
    }

    private static boolean isOwnFolder(MemberRef member) {
        return member.name().equals("dataDirectory") && member.owner().startsWith("dev/pergola/api/");
    }
}
