package dev.pergola.vetting.internal.advisory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.store.AdvisoryRecords;
import dev.pergola.store.AdvisoryRecords.AdvisoryRecord;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.Installation;
import dev.pergola.store.Installations;
import dev.pergola.store.Transactions;
import dev.pergola.vetting.Advisories;
import dev.pergola.vetting.VettingException;
import dev.pergola.vetting.internal.policy.Judge;
import dev.pergola.vetting.internal.policy.Problems;
import dev.pergola.vetting.internal.sbom.ArchiveReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The advisories of this site, over the store. */
@Component(service = Advisories.class)
public final class AdvisoryService implements Advisories {
    private static final int AT_ONCE = 500;
    private static final int MOST_REFUSED = 100;

    /** Optional and dynamic, as it is what asks the vetters: it may come after them. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable PluginManager plugins;

    private final AdvisoryRecords records;
    private final AdvisoryMatcher matcher;
    private final Installed installed;
    private final Transactions transactions;
    private final AuditLog audit;
    private final PlatformEvents events;
    private final Judge judge;
    private final Clock clock;

    @Activate
    public AdvisoryService(
            BundleContext context,
            @Reference AdvisoryRecords records,
            @Reference Installations installations,
            @Reference Transactions transactions,
            @Reference AuditLog audit,
            @Reference PlatformEvents events,
            @Reference Judge judge) {
        this(
                Path.of(Optional.ofNullable(context.getProperty("pergola.data")).orElse("data")),
                records,
                installations,
                transactions,
                audit,
                events,
                judge,
                Clock.systemUTC());
    }

    AdvisoryService(
            Path data,
            AdvisoryRecords records,
            Installations installations,
            Transactions transactions,
            AuditLog audit,
            PlatformEvents events,
            Judge judge,
            Clock clock) {
        this.records = records;
        this.matcher = new AdvisoryMatcher(records);
        this.installed = new Installed(data, installations, matcher, () -> Optional.ofNullable(plugins));
        this.transactions = transactions;
        this.audit = audit;
        this.events = events;
        this.judge = judge;
        this.clock = clock;
    }

    @Override
    public ImportReport importFrom(Path file, String actor) {
        Import running = new Import();
        new OsvFiles(running::take, running::refuse).read(file);
        running.save();
        Map<Installation, Set<String>> affected = installed.affectedBy(running.changed);
        ImportReport report = new ImportReport(
                running.changed.size(),
                running.unchanged,
                running.others,
                running.refused,
                affected.keySet().stream()
                        .map(Installation::pluginId)
                        .distinct()
                        .sorted()
                        .toList());
        transactions.inTransaction(() -> tell(file, report, affected, actor));
        return report;
    }

    private void tell(Path file, ImportReport report, Map<Installation, Set<String>> affected, String actor) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("imported", report.imported());
        data.put("unchanged", report.unchanged());
        data.put("refused", report.refused().size());
        data.put("actor", actor);
        audit.append(new AuditEntry(
                0, clock.instant(), actor, "advisories.import", String.valueOf(file.getFileName()), "ok", data));
        events.publish(Topics.ADVISORIES + "/IMPORTED", data);
        affected.forEach((plugin, ids) -> events.publish(
                Topics.ADVISORIES + "/AFFECTED",
                Map.of(
                        "plugin",
                        plugin.pluginId(),
                        "version",
                        plugin.version(),
                        "digest",
                        plugin.digest(),
                        "advisories",
                        ids.stream().sorted().limit(MOST_REFUSED).toList())));
    }

    @Override
    public Optional<Advisory> find(String id) {
        return matcher.find(id);
    }

    @Override
    public List<Advisory> list(String from, int limit) {
        return matcher.list(from, limit);
    }

    @Override
    public List<Advisory> match(String library, String version) {
        return matcher.match(library, version);
    }

    @Override
    public List<Match> match(Path jar) {
        try {
            return matcher.match(ArchiveReader.read(jar));
        } catch (IOException e) {
            throw new VettingException(
                    "unreadable", jar + " cannot be read: " + e.getMessage(), "Check that it is a whole jar");
        }
    }

    @Override
    public List<Problem> problems(String pluginId) {
        List<Problem> problems = new ArrayList<>();
        for (Installed.Matches found : installed.matches(pluginId)) {
            found.unread().ifPresent(problems::add);
            problems.addAll(
                    Problems.of(judge.judge(found.digest(), Trust.UNKNOWN, AdvisoryFindings.of(found.matches()))));
        }
        return problems.stream().distinct().toList();
    }

    @Override
    public Data data() {
        AdvisoryRecords.Summary summary = records.summary();
        return new Data(summary.count(), summary.lastModified(), summary.lastImported());
    }

    /** One import under way. */
    private final class Import {
        private final Instant now = clock.instant();
        private final Set<String> changed = new HashSet<>();
        private final List<String> refused = new ArrayList<>();
        private final List<AdvisoryRecord> waiting = new ArrayList<>();
        private int unchanged;
        private int others;

        void take(String where, JsonNode document) {
            Advisory advisory;
            try {
                advisory = Osv.read(document);
            } catch (IllegalArgumentException e) {
                refuse(where, String.valueOf(e.getMessage()));
                return;
            }
            // One that was withdrawn is kept, about nothing, so that it is not taken up again from older data.
            Advisory kept = Osv.isWithdrawn(document) ? aboutNothing(advisory) : advisory;
            if (advisory.affected().isEmpty()) {
                others++;
            } else if (matcher.isKnown(kept)) {
                unchanged++;
            } else {
                changed.add(kept.id());
                waiting.add(StoredAdvisory.write(kept, now));
                if (waiting.size() >= AT_ONCE) save();
            }
        }

        void refuse(String where, String why) {
            if (refused.size() < MOST_REFUSED) refused.add(where + ": " + why);
        }

        void save() {
            records.save(waiting);
            waiting.clear();
        }
    }

    private static Advisory aboutNothing(Advisory advisory) {
        return new Advisory(
                advisory.id(),
                advisory.aliases(),
                advisory.summary(),
                advisory.severity(),
                advisory.score(),
                advisory.modified(),
                List.of());
    }
}
