package dev.pergola.vetting.internal.advisory;

import dev.pergola.store.AdvisoryRecords.AdvisoryRecord;
import dev.pergola.vetting.Advisories.Advisory;
import dev.pergola.vetting.Advisories.Affected;
import dev.pergola.vetting.Advisories.Range;
import dev.pergola.vetting.Advisories.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An advisory on its way into the store and out of it. */
final class StoredAdvisory {
    private StoredAdvisory() {}

    static AdvisoryRecord write(Advisory advisory, Instant now) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("aliases", advisory.aliases());
        record.put("summary", advisory.summary());
        record.put("severity", advisory.severity().name());
        record.put("score", advisory.score());
        record.put(
                "affected",
                advisory.affected().stream().map(StoredAdvisory::write).toList());
        Set<String> libraries =
                advisory.affected().stream().map(Affected::library).collect(Collectors.toSet());
        return new AdvisoryRecord(advisory.id(), advisory.modified(), now, libraries, record);
    }

    private static Map<String, Object> write(Affected affected) {
        return Map.of(
                "library",
                affected.library(),
                "versions",
                affected.versions(),
                "ranges",
                affected.ranges().stream()
                        .map(range -> List.of(range.introduced(), range.fixed(), range.lastAffected()))
                        .toList());
    }

    static Advisory read(AdvisoryRecord stored) {
        Map<String, Object> record = stored.record();
        List<Affected> affected = new ArrayList<>();
        for (Object item : list(record, "affected")) affected.add(affected(item));
        return new Advisory(
                stored.id(),
                texts(record.get("aliases")),
                String.valueOf(record.get("summary")),
                Severity.valueOf(String.valueOf(record.get("severity"))),
                record.get("score") instanceof Number score ? score.doubleValue() : 0,
                stored.modifiedAt(),
                affected);
    }

    private static Affected affected(Object item) {
        if (!(item instanceof Map<?, ?> map)) throw new IllegalArgumentException("An advisory in the store is none");
        List<Range> ranges = new ArrayList<>();
        for (Object range : list(map, "ranges")) {
            List<String> parts = texts(range);
            ranges.add(new Range(parts.get(0), parts.get(1), parts.get(2)));
        }
        return new Affected(String.valueOf(map.get("library")), ranges, texts(map.get("versions")));
    }

    private static List<?> list(Map<?, ?> map, String key) {
        return map.get(key) instanceof List<?> list ? list : List.of();
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
