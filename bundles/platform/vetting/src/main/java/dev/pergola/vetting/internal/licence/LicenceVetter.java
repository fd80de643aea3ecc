package dev.pergola.vetting.internal.licence;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.vetting.VettingPolicy.Level;
import dev.pergola.vetting.internal.policy.Finding;
import dev.pergola.vetting.internal.policy.Judge;
import dev.pergola.vetting.internal.policy.Problems;
import dev.pergola.vetting.internal.sbom.Archive;
import dev.pergola.vetting.internal.sbom.ArchiveReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Compares the licences of a jar and of the jars in it with those that this site allows and denies. */
@Component(service = Vetter.class, property = "service.ranking:Integer=150")
public final class LicenceVetter implements Vetter {
    private static final int MOST_EXAMPLES = 20;
    private static final String REMEDY = "Ask the author, or accept this finding";

    private final Judge judge;
    private final Set<String> allowed;
    private final Set<String> denied;

    /** Which, is what {@code pergola.vetting.licences-allowed} and {@code pergola.vetting.licences-denied} say. */
    @Activate
    public LicenceVetter(BundleContext context, @Reference Judge judge) {
        this(
                judge,
                lines(context, "pergola.vetting.licences-allowed"),
                lines(context, "pergola.vetting.licences-denied"));
    }

    LicenceVetter(Judge judge, List<String> allowed, List<String> denied) {
        this.judge = judge;
        this.allowed = allowed.stream().map(LicenceVetter::fold).collect(Collectors.toSet());
        this.denied = denied.stream().map(LicenceVetter::fold).collect(Collectors.toSet());
    }

    private static List<String> lines(BundleContext context, String property) {
        return Optional.ofNullable(context.getProperty(property))
                .orElse("")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static String fold(String id) {
        return id.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String name() {
        return "licence";
    }

    /** Whether the policy can be understood. */
    @Override
    public List<Problem> problems() {
        return Problems.of(judge, List.of());
    }

    @Override
    public List<Verdict> vet(Candidate candidate) throws IOException {
        Archive archive = ArchiveReader.read(candidate.jar());
        String declared = candidate
                .metadata()
                .map(PluginMetadata::license)
                .filter(license -> !license.isBlank())
                .orElseGet(() -> Licences.of(archive));
        List<Finding> findings = new ArrayList<>(own(declared));
        findings.addAll(nested(archive));
        List<Verdict> verdicts = new ArrayList<>(
                judge.judge(candidate.digest(), candidate.provenance().trust(), findings));
        if (findings.isEmpty()) verdicts.add(new Verdict.Pass(name(), "its licence is " + declared));
        return verdicts;
    }

    private List<Finding> own(String declared) {
        if (declared.isBlank()) {
            return List.of(finding("missing", Level.WARN, "It does not say what its licence is", List.of()));
        }
        Optional<Licence> licence = Licences.understood(declared);
        if (licence.isEmpty()) {
            return List.of(
                    finding("unknown", Level.WARN, "Its licence is no SPDX expression: " + cut(declared), List.of()));
        }
        return judge(licence.get(), "Its licence is " + cut(declared), Evidence.in("", cut(declared)))
                .map(List::of)
                .orElse(List.of());
    }

    private Optional<Finding> judge(Licence licence, String what, Evidence evidence) {
        if (!licence.satisfies(one -> !isIn(denied, one))) {
            return Optional.of(finding("denied", Level.BLOCK, what + ", which this site denies", List.of(evidence)));
        }
        if (!allowed.isEmpty() && !licence.satisfies(one -> !isIn(denied, one) && isIn(allowed, one))) {
            return Optional.of(finding(
                    "not-allowed",
                    Level.HOLD,
                    what + ", which is none of those that this site allows",
                    List.of(evidence)));
        }
        return Optional.empty();
    }

    /** What the jars in it say; those that say nothing are one warning together. */
    private List<Finding> nested(Archive archive) {
        List<Finding> findings = new ArrayList<>();
        List<Evidence> untold = new ArrayList<>();
        for (Archive inner : all(archive)) {
            String declared = Licences.of(inner);
            Optional<Licence> licence = Licences.understood(declared);
            if (licence.isPresent()) {
                judge(
                                licence.get(),
                                "The licence of " + cut(inner.where()) + " in it is " + cut(declared),
                                Evidence.in(cut(inner.where()), cut(declared)))
                        .ifPresent(findings::add);
            } else if (untold.size() < MOST_EXAMPLES) {
                untold.add(Evidence.in(cut(inner.where()), declared.isEmpty() ? "says nothing" : cut(declared)));
            }
        }
        if (!untold.isEmpty()) {
            findings.add(
                    finding("library-unknown", Level.WARN, "Of some jars in it the licence cannot be told", untold));
        }
        return findings;
    }

    private static List<Archive> all(Archive archive) {
        List<Archive> all = new ArrayList<>();
        for (Archive inner : archive.nested()) {
            all.add(inner);
            all.addAll(all(inner));
        }
        return all;
    }

    private static boolean isIn(Set<String> set, Licence.One one) {
        String id = fold(one.id());
        String bare = id.endsWith("+") ? id.substring(0, id.length() - 1) : id;
        return set.contains(id) || set.contains(bare) || set.contains(fold(one.toString()));
    }

    private static Finding finding(String word, Level level, String message, List<Evidence> evidence) {
        return new Finding("licence." + word, level, message, REMEDY, evidence);
    }

    private static String cut(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
        return plain.length() <= 200 ? plain : plain.substring(0, 199) + "…";
    }
}
