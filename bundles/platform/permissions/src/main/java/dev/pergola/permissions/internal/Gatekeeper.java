package dev.pergola.permissions.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.permissions.Standing;
import dev.pergola.permissions.internal.Asked.Jar;
import dev.pergola.permissions.internal.Judge.Denied;
import dev.pergola.permissions.internal.Judge.Finding;
import dev.pergola.store.PermissionDecision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Says which jars may be installed, and admits their bundles. */
final class Gatekeeper {
    /** A manifest can ask for any number of permissions; nobody can judge more than these. */
    static final int MOST_REQUESTS = 200;

    private static final String CHECK = "permissions";
    private static final int SHOWN = 10;

    private final Vocabulary vocabulary;
    private final PluginFolders folders;
    private final Supplier<Judge> judge;
    private final SitePolicy policy;
    private final Decisions decisions;
    private final Enforcer enforcer;
    private final Asked asked;
    private final Origins origins;

    Gatekeeper(
            Vocabulary vocabulary,
            PluginFolders folders,
            Supplier<Judge> judge,
            SitePolicy policy,
            Decisions decisions,
            Enforcer enforcer,
            Asked asked,
            Origins origins) {
        this.vocabulary = vocabulary;
        this.folders = folders;
        this.judge = judge;
        this.policy = policy;
        this.decisions = decisions;
        this.enforcer = enforcer;
        this.asked = asked;
        this.origins = origins;
    }

    /** Changes nothing but what is remembered of the jar: it is asked for plans, too. */
    Verdict decide(Candidate candidate) {
        Optional<String> trouble = policy.trouble();
        if (trouble.isPresent()) return new Verdict.Failed(CHECK, "the policy of the site is broken: " + trouble.get());
        if (candidate.metadata().isEmpty()) {
            return new Verdict.Pass(CHECK, "a library may do what the plugins were granted that use it");
        }
        PluginMetadata metadata = candidate.metadata().get();
        Optional<Verdict> nonsense = nonsense(metadata);
        if (nonsense.isPresent()) return nonsense.get();
        List<Extent> undecided = undecided(metadata, Optional.of(candidate.provenance()));
        asked.note(
                candidate.digest(),
                new Jar(metadata, candidate.provenance(), LocalPermissions.of(candidate.jar())),
                !undecided.isEmpty());
        return undecided.isEmpty() ? pass(metadata, candidate.provenance()) : hold(metadata, undecided);
    }

    private Optional<Verdict> nonsense(PluginMetadata metadata) {
        if (metadata.permissions().size() > MOST_REQUESTS) {
            return Optional.of(new Verdict.Block(
                    CHECK,
                    new Problem(
                            "permission-count",
                            metadata.id() + " asks for "
                                    + metadata.permissions().size() + " permissions, and nobody can"
                                    + " judge more than " + MOST_REQUESTS,
                            "Ask for patterns instead of each target")));
        }
        List<Problem> problems = vocabulary.problems(metadata.permissions());
        if (problems.isEmpty()) return Optional.empty();
        Problem first = problems.get(0);
        String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more like it)";
        List<Evidence> evidence = problems.stream()
                .map(problem -> Evidence.in("META-INF/MANIFEST.MF", problem.message() + ". " + problem.remedy()))
                .toList();
        return Optional.of(
                new Verdict.Block(CHECK, new Problem(first.code(), first.message() + more, first.remedy()), evidence));
    }

    /** What nobody has decided, worst first. */
    List<Extent> undecided(PluginMetadata metadata, Optional<Provenance> from) {
        Judge now = judge.get();
        Places places = folders.of(metadata.id());
        return vocabulary.extents(metadata.permissions()).stream()
                .filter(extent -> !now.finding(metadata.id(), extent, places, from)
                        .standing()
                        .isDecided())
                .sorted(worstFirst())
                .toList();
    }

    private Comparator<Extent> worstFirst() {
        Comparator<Extent> byRisk = Comparator.comparing(
                extent -> vocabulary.term(extent.permission()).risk());
        return byRisk.reversed().thenComparing(Extent::permission).thenComparing(Extent::target);
    }

    private Verdict pass(PluginMetadata metadata, Provenance from) {
        Judge now = judge.get();
        Places places = folders.of(metadata.id());
        List<Extent> extents = vocabulary.extents(metadata.permissions());
        if (extents.isEmpty()) return new Verdict.Pass(CHECK, "asks for nothing");
        long without = extents.stream()
                .map(extent -> now.finding(metadata.id(), extent, places, Optional.of(from)))
                .map(Finding::standing)
                .filter(standing -> standing != Standing.GRANTED && standing != Standing.BY_RULE)
                .count();
        return new Verdict.Pass(
                CHECK,
                without == 0
                        ? "was granted all that it asks for"
                        : "runs without " + without + " of the " + extents.size()
                                + " permissions that it asks for, or without a part of them");
    }

    private Verdict hold(PluginMetadata metadata, List<Extent> undecided) {
        String id = metadata.id();
        String listed = undecided.stream().limit(SHOWN).map(this::risky).collect(Collectors.joining("; "));
        String more = undecided.size() > SHOWN ? "; and " + (undecided.size() - SHOWN) + " more" : "";
        Extent worst = undecided.get(0);
        return new Verdict.Hold(
                CHECK,
                id + " " + metadata.version() + " asks for what nobody has granted or refused: " + listed + more,
                "Grant all of it with permission:approve " + id + ", a part with permission:grant " + id + " "
                        + worst + ", or nothing with permission:refuse " + id + "; permission:request " + id
                        + " shows it in full",
                undecided.stream().map(extent -> evidence(metadata, extent)).toList());
    }

    private String risky(Extent extent) {
        return "[" + vocabulary.term(extent.permission()).risk().name().toLowerCase(Locale.ROOT) + "] "
                + vocabulary.says(extent) + " (" + extent.permission() + ")";
    }

    private Evidence evidence(PluginMetadata metadata, Extent extent) {
        String reason = metadata.permissions().stream()
                .filter(request -> vocabulary.extents(List.of(request)).contains(extent))
                .map(PermissionRequest::reason)
                .filter(text -> !text.isBlank())
                .findFirst()
                .map(text -> ". Its author says: " + text)
                .orElse("");
        return Evidence.in("META-INF/MANIFEST.MF", risky(extent) + reason);
    }

    /** Where the rules of the site cannot be read, nothing comes in: what they deny would not be denied. */
    void admit(Optional<PluginMetadata> metadata, String digest, String location) {
        policy.trouble().ifPresent(trouble -> {
            throw new IllegalStateException("The policy of the site is broken: " + trouble);
        });
        metadata.ifPresent(plugin -> applyRules(plugin, origins.of(digest)));
        enforcer.admit(metadata, digest, location);
    }

    /** What a rule decides is written down once it matters: then it is in the lists, and can be revoked. */
    private void applyRules(PluginMetadata metadata, Optional<Provenance> from) {
        Judge now = judge.get();
        Places places = folders.of(metadata.id());
        from.ifPresent(provenance -> {
            List<Denied> denied = now.denialsFor(metadata.id(), provenance).stream()
                    .filter(denial -> now.book().denials().stream()
                            .noneMatch(known -> known.plugins().equals(metadata.id())
                                    && known.permission().equals(denial.extent().permission())
                                    && known.target().equals(denial.extent().target())))
                    .toList();
            decisions.deny(denied.stream().map(Judge::stored).toList(), "pergola");
        });
        List<PermissionDecision> granted = new ArrayList<>();
        for (Extent extent : vocabulary.extents(metadata.permissions())) {
            Finding finding = now.finding(metadata.id(), extent, places, from);
            if (finding.standing() != Standing.BY_RULE) continue;
            Optional<Rule> rule = now.granting(metadata.id(), extent, places, from);
            // What was granted for whom it comes from is not for whoever else may sign a plugin of this id.
            String publisher = rule.flatMap(Rule::publisher).orElse("");
            Bounds bounds = rule.map(Rule::bounds).orElse(Bounds.NONE);
            granted.add(decisions.granted(metadata.id(), publisher, extent, bounds, finding.because()));
        }
        decisions.record(granted, "grant", "GRANTED", "pergola");
    }
}
