package dev.pergola.vetting.internal.advisory;

import dev.pergola.store.AdvisoryRecords;
import dev.pergola.store.AdvisoryRecords.AdvisoryRecord;
import dev.pergola.vetting.Advisories.Advisory;
import dev.pergola.vetting.Advisories.Affected;
import dev.pergola.vetting.Advisories.Match;
import dev.pergola.vetting.Advisories.Range;
import dev.pergola.vetting.internal.sbom.Archive;
import dev.pergola.vetting.internal.sbom.Inventory;
import dev.pergola.vetting.internal.sbom.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the advisories about what is in a jar. */
final class AdvisoryMatcher {
    private final AdvisoryRecords records;

    AdvisoryMatcher(AdvisoryRecords records) {
        this.records = records;
    }

    List<Match> match(Archive archive) {
        List<Part> parts = Inventory.of(archive);
        List<Advisory> advisories =
                about(parts.stream().map(part -> part.coordinates().key()).toList());
        List<Match> matches = new ArrayList<>();
        for (Part part : parts) {
            for (Advisory advisory : advisories) match(part, advisory).ifPresent(matches::add);
        }
        matches.sort(Comparator.comparing(Match::certain)
                .thenComparing(match -> match.advisory().severity())
                .reversed()
                .thenComparing(match -> match.advisory().id()));
        return matches;
    }

    /** What is known of one version of a library. */
    List<Advisory> match(String library, String version) {
        return about(List.of(library)).stream()
                .filter(advisory -> advisory.affected().stream()
                        .anyMatch(affected -> affected.library().equals(library)
                                && Versions.affecting(affected, version).isPresent()))
                .toList();
    }

    private List<Advisory> about(List<String> libraries) {
        return records.about(libraries).stream().map(StoredAdvisory::read).toList();
    }

    private static Optional<Match> match(Part part, Advisory advisory) {
        String version = part.coordinates().version();
        for (Affected affected : advisory.affected()) {
            if (!affected.library().equals(part.coordinates().key())) continue;
            if (version.isEmpty()) {
                String ranges = affected.ranges().stream().map(Range::toString).collect(Collectors.joining(" or "));
                return Optional.of(found(part, advisory, ranges, lastFix(affected), false));
            }
            Optional<Range> range = Versions.affecting(affected, version);
            if (range.isPresent()) {
                boolean certain = part.evidence() != Part.Evidence.PACKAGES;
                return Optional.of(found(
                        part, advisory, range.get().toString(), range.get().fixed(), certain));
            }
        }
        return Optional.empty();
    }

    private static String lastFix(Affected affected) {
        return affected.ranges().stream()
                .map(Range::fixed)
                .filter(fixed -> !fixed.isEmpty())
                .max(Versions::compare)
                .orElse("");
    }

    private static Match found(Part part, Advisory advisory, String affected, String fixed, boolean certain) {
        return new Match(
                advisory,
                part.coordinates().key(),
                part.coordinates().version(),
                part.archive().where(),
                affected,
                fixed,
                certain);
    }

    /** Only for a message: how an advisory goes by most of its names. */
    static String names(Advisory advisory) {
        return advisory.aliases().isEmpty()
                ? advisory.id()
                : advisory.id() + " (" + String.join(", ", advisory.aliases()) + ")";
    }

    Optional<Advisory> find(String id) {
        return records.find(id).map(StoredAdvisory::read);
    }

    List<Advisory> list(String from, int limit) {
        return records.list(from, limit).stream().map(StoredAdvisory::read).toList();
    }

    /** Whether an advisory is there already, as new as this or newer. */
    boolean isKnown(Advisory advisory) {
        return records.find(advisory.id())
                .map(AdvisoryRecord::modifiedAt)
                .filter(time -> !time.isBefore(advisory.modified()))
                .isPresent();
    }
}
