package dev.pergola.vetting.internal.policy;

import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.OverrideRecords;
import dev.pergola.store.OverrideRecords.OverrideRecord;
import dev.pergola.store.Transactions;
import dev.pergola.vetting.VettingException;
import dev.pergola.vetting.VettingPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Levels from the configuration, accepted findings from the store. A configuration that cannot be understood refuses every
 * jar: guessing what was meant could let through what was to be kept out.
 */
@Component(service = {VettingPolicy.class, Judge.class})
public final class SitePolicy implements VettingPolicy, Judge {
    private static final Logger LOG = LoggerFactory.getLogger(SitePolicy.class);
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern RULE = Pattern.compile("[a-z][a-z0-9-]{0,63}(\\.[a-z0-9-]{1,64}){0,4}");
    private static final int MAX_REASON = 1_000;

    private final RuleSettings settings;
    private final OverrideRecords overrides;
    private final Transactions transactions;
    private final AuditLog audit;
    private final PlatformEvents events;
    private final Clock clock;

    /** With what the framework property {@code pergola.vetting.rules} says. */
    @Activate
    public SitePolicy(
            BundleContext context,
            @Reference OverrideRecords overrides,
            @Reference Transactions transactions,
            @Reference AuditLog audit,
            @Reference PlatformEvents events) {
        this(
                Optional.ofNullable(context.getProperty("pergola.vetting.rules"))
                        .orElse("")
                        .lines()
                        .toList(),
                overrides,
                transactions,
                audit,
                events,
                Clock.systemUTC());
    }

    /** With settings, and a clock by which what was accepted expires. */
    public SitePolicy(
            List<String> settings,
            OverrideRecords overrides,
            Transactions transactions,
            AuditLog audit,
            PlatformEvents events,
            Clock clock) {
        this.settings = RuleSettings.read(settings);
        this.overrides = overrides;
        this.transactions = transactions;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.settings
                .mistakes()
                .forEach(mistake -> LOG.error("No jar is let in while vetting.rules is wrong: {}", mistake));
    }

    @Override
    public List<Verdict> judge(String digest, Trust trust, List<Finding> findings) {
        List<Verdict> verdicts = new ArrayList<>(misconfigured());
        for (Finding finding : findings) verdicts.add(judge(digest, trust, finding));
        return verdicts;
    }

    @Override
    public Optional<Level> setting(String rule, Trust trust) {
        return settings.level(rule, trust);
    }

    @Override
    public List<Verdict> review(String digest, Trust trust, List<Verdict> given) {
        List<Verdict> verdicts = new ArrayList<>(misconfigured());
        for (Verdict verdict : given) {
            verdicts.add(Finding.of(verdict)
                    .map(finding -> judge(digest, trust, finding))
                    .orElse(verdict));
        }
        return verdicts;
    }

    private List<Verdict> misconfigured() {
        return settings.mistakes().stream()
                .<Verdict>map(mistake -> new Verdict.Failed(
                        "vetting.rules", "cannot work before the setting vetting.rules is mended: " + mistake))
                .toList();
    }

    private Verdict judge(String digest, Trust trust, Finding finding) {
        Level level = settings.level(finding.rule(), trust).orElse(finding.otherwise());
        if (level.compareTo(Level.HOLD) < 0) return finding.at(level);
        Instant now = clock.instant();
        return overrides.of(digest).stream()
                .filter(accepted -> accepted.rule().equals(finding.rule()))
                .filter(accepted -> accepted.expiresAt().isAfter(now))
                .findFirst()
                .<Verdict>map(accepted -> new Verdict.Warn(
                        finding.rule(),
                        finding.message() + " (accepted by " + accepted.author() + " until " + accepted.expiresAt()
                                + ": " + accepted.reason() + ")",
                        finding.remedy(),
                        finding.evidence()))
                .orElseGet(() -> finding.at(level));
    }

    @Override
    public List<String> settings() {
        return settings.lines();
    }

    @Override
    public List<Acceptance> overrides() {
        return overrides.all().stream().map(SitePolicy::view).toList();
    }

    @Override
    public Acceptance accept(String digest, String rule, String reason, Instant until, String actor) {
        Instant now = clock.instant();
        check(DIGEST.matcher(digest).matches(), "\"" + cut(digest) + "\" is not the SHA-256 of a jar in hexadecimal");
        check(RULE.matcher(rule).matches(), "\"" + cut(rule) + "\" is not the name of a rule");
        check(
                !reason.isBlank() && reason.length() <= MAX_REASON,
                "A reason of 1 to " + MAX_REASON + " characters is needed");
        check(until.isAfter(now), "It would have expired already, at " + until);
        return transactions.inTransaction(() -> {
            OverrideRecord added =
                    overrides.add(new OverrideRecord(0, digest, rule, actor, reason.strip(), now, until));
            note("ACCEPTED", "vetting.accept", actor, added);
            return view(added);
        });
    }

    @Override
    public boolean withdraw(long id, String actor) {
        return transactions.inTransaction(() -> {
            Optional<OverrideRecord> removed = overrides.remove(id);
            removed.ifPresent(override -> note("WITHDRAWN", "vetting.withdraw", actor, override));
            return removed.isPresent();
        });
    }

    private void note(String word, String action, String actor, OverrideRecord override) {
        Map<String, Object> data = Map.of(
                "id", override.id(),
                "digest", override.digest(),
                "rule", override.rule(),
                "reason", override.reason(),
                "until", override.expiresAt().toString(),
                "actor", actor);
        audit.append(new AuditEntry(0, clock.instant(), actor, action, override.digest(), "ok", data));
        events.publish(Topics.VETTING_OVERRIDE + "/" + word, data);
    }

    private static void check(boolean fine, String otherwise) {
        if (!fine)
            throw new VettingException("invalid-override", otherwise, "Name digest, rule, reason and a time to come");
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 79) + "…";
    }

    private static Acceptance view(OverrideRecord override) {
        return new Acceptance(
                override.id(),
                override.digest(),
                override.rule(),
                override.author(),
                override.reason(),
                override.createdAt(),
                override.expiresAt());
    }
}
