package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.plugin.Views;
import dev.pergola.vetting.Advisories.Advisory;
import dev.pergola.vetting.Advisories.Affected;
import dev.pergola.vetting.Advisories.ImportReport;
import dev.pergola.vetting.Report;
import dev.pergola.vetting.TrustStore.Publisher;
import dev.pergola.vetting.TrustStore.Revocation;
import dev.pergola.vetting.VettingPolicy.Acceptance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code --json} prints of what vetting knows. */
final class VettingViews {
    private VettingViews() {}

    static Map<String, Object> report(Report report) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("source", report.source());
        view.put("digest", report.digest());
        view.put("trust", word(report.provenance().trust()));
        report.provenance().publisher().ifPresent(name -> view.put("publisher", name));
        view.put("passes", report.passes());
        view.put("verdicts", Views.verdicts(report.verdicts()));
        view.put(
                "checks",
                report.checks().stream()
                        .map(check -> Map.of(
                                "name", check.name(),
                                "verdicts", check.verdicts(),
                                "took_ms", check.took().toMillis()))
                        .toList());
        view.put("took_ms", report.took().toMillis());
        return view;
    }

    static Map<String, Object> acceptance(Acceptance acceptance) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", acceptance.id());
        view.put("digest", acceptance.digest());
        view.put("rule", acceptance.rule());
        view.put("author", acceptance.author());
        view.put("reason", acceptance.reason());
        view.put("created_at", acceptance.createdAt().toString());
        view.put("expires_at", acceptance.expiresAt().toString());
        return view;
    }

    static Map<String, Object> publisher(Publisher publisher) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", publisher.name());
        view.put("trust", word(publisher.trust()));
        view.put("fingerprint", publisher.fingerprint());
        view.put("kind", word(publisher.kind()));
        view.put("subject", publisher.subject());
        publisher.expiresAt().ifPresent(end -> view.put("expires_at", end.toString()));
        view.put("rotated_from", publisher.rotatedFrom());
        view.put("added_by", publisher.addedBy());
        view.put("added_at", publisher.addedAt().toString());
        publisher.revocation().ifPresent(revocation -> view.put("revocation", revocation(revocation)));
        return view;
    }

    static Map<String, Object> revocation(Revocation revocation) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", revocation.id());
        view.put("subject", revocation.subject());
        view.put("reason", revocation.reason());
        view.put("revoked_by", revocation.revokedBy());
        view.put("revoked_at", revocation.revokedAt().toString());
        return view;
    }

    static Map<String, Object> advisory(Advisory advisory) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", advisory.id());
        view.put("aliases", advisory.aliases());
        view.put("summary", advisory.summary());
        view.put("severity", word(advisory.severity()));
        view.put("score", advisory.score());
        view.put("modified", advisory.modified().toString());
        view.put("libraries", libraries(advisory));
        return view;
    }

    static List<String> libraries(Advisory advisory) {
        return advisory.affected().stream().map(Affected::library).distinct().toList();
    }

    static Map<String, Object> imported(ImportReport report) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("imported", report.imported());
        view.put("unchanged", report.unchanged());
        view.put("others", report.others());
        view.put("refused", report.refused());
        view.put("affected", report.affected());
        return view;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
