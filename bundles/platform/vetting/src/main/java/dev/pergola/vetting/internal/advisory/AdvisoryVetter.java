package dev.pergola.vetting.internal.advisory;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.vetting.Advisories;
import dev.pergola.vetting.Advisories.Match;
import dev.pergola.vetting.internal.policy.Finding;
import dev.pergola.vetting.internal.policy.Judge;
import dev.pergola.vetting.internal.policy.Problems;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Refuses a jar that holds what is publicly known to be unsafe (R138). */
@Component(service = Vetter.class, property = "service.ranking:Integer=250")
public final class AdvisoryVetter implements Vetter {
    private static final Duration MAX_AGE = Duration.ofDays(30);

    private final Advisories advisories;
    private final Judge judge;
    private final Duration maxAge;
    private final Clock clock;

    /** From what age on data is old, in days, is what {@code pergola.vetting.advisories-max-days} says. */
    @Activate
    public AdvisoryVetter(BundleContext context, @Reference Advisories advisories, @Reference Judge judge) {
        this(
                advisories,
                judge,
                Optional.ofNullable(context.getProperty("pergola.vetting.advisories-max-days"))
                        .map(days -> Duration.ofDays(Long.parseLong(days.strip())))
                        .orElse(MAX_AGE),
                Clock.systemUTC());
    }

    AdvisoryVetter(Advisories advisories, Judge judge, Duration maxAge, Clock clock) {
        this.advisories = advisories;
        this.judge = judge;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "advisory";
    }

    /** Whether the advisories can be read, and are not old. */
    @Override
    public List<Problem> problems() {
        Optional<Finding> finding;
        try {
            finding = AdvisoryFindings.data(advisories.data(), maxAge, clock.instant());
        } catch (RuntimeException e) {
            return List.of(new Problem(
                    "advisory-data-unreadable",
                    "The advisories cannot be read, so no jar is let in: " + e.getMessage(),
                    "See the log; the database may be gone or full"));
        }
        return Problems.of(judge, finding.map(List::of).orElse(List.of()));
    }

    @Override
    public List<Problem> problems(String pluginId, String digest) {
        return advisories.problems(pluginId);
    }

    @Override
    public List<Verdict> vet(Candidate candidate) {
        Instant now = clock.instant();
        Advisories.Data data = advisories.data();
        List<Finding> findings = new ArrayList<>();
        AdvisoryFindings.data(data, maxAge, now).ifPresent(findings::add);
        List<Match> matches = data.count() == 0 ? List.of() : advisories.match(candidate.jar());
        findings.addAll(AdvisoryFindings.of(matches));
        List<Verdict> verdicts = new ArrayList<>(
                judge.judge(candidate.digest(), candidate.provenance().trust(), findings));
        if (data.count() > 0 && matches.isEmpty()) {
            verdicts.add(new Verdict.Pass(
                    name(), "none of " + data.count() + " advisories is about anything that is in it"));
        }
        return verdicts;
    }
}
