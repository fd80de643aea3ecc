package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.AdvisoryRecords;
import dev.pergola.store.AdvisoryRecords.AdvisoryRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R138. */
class SqlAdvisoryRecordsTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-10-25T00:30:00.123456Z");

    AdvisoryRecords advisories;

    @BeforeEach
    void services() {
        advisories = new SqlAdvisoryRecords(database);
    }

    private static AdvisoryRecord advisory(String id, String summary, String... packages) {
        return new AdvisoryRecord(id, THEN, THEN.plusSeconds(5), Set.of(packages), Map.of("summary", summary));
    }

    @Test
    void advisoriesAreFoundByTheirPackagesAfterAReopen() {
        advisories.save(List.of(
                advisory("GHSA-1", "one", "g:a", "g:b"), advisory("GHSA-2", "two", "g:b"), advisory("GHSA-3", "x")));
        advisories = new SqlAdvisoryRecords(reopen());
        assertThat(advisories.about(List.of("g:b", "g:z")))
                .extracting(AdvisoryRecord::id)
                .containsExactly("GHSA-1", "GHSA-2");
        assertThat(advisories.about(List.of())).isEmpty();
        assertThat(advisories.find("GHSA-2").orElseThrow().record()).isEqualTo(Map.of("summary", "two"));
        assertThat(advisories.list("GHSA-2", 1)).extracting(AdvisoryRecord::id).containsExactly("GHSA-2");
        assertThat(advisories.summary().count()).isEqualTo(3);
        assertThat(advisories.summary().lastModified()).contains(THEN);
        assertThat(advisories.summary().lastImported()).contains(THEN.plusSeconds(5));
    }

    @Test
    void aNewerOneOfTheSameIdReplacesItWithItsPackages() {
        advisories.save(List.of(advisory("GHSA-1", "one", "g:a")));
        advisories.save(List.of(advisory("GHSA-1", "better", "g:b")));
        assertThat(advisories.about(List.of("g:a"))).isEmpty();
        assertThat(advisories.about(List.of("g:b")))
                .extracting(AdvisoryRecord::record)
                .containsExactly(Map.of("summary", "better"));
    }

    @Test
    void allOrNoneAreSaved() {
        assertThatThrownBy(() -> advisories.save(
                        List.of(advisory("GHSA-1", "one", "g:a"), advisory("GHSA-2", "two", "g:" + "a".repeat(600)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(advisories.summary().count()).isZero();
        assertThat(advisories.summary().lastImported()).isEmpty();
    }

    @Test
    void morePackagesThanAStatementTakesAreLookedUpAllTheSame() {
        advisories.save(List.of(advisory("GHSA-1", "one", "g:a"), advisory("GHSA-2", "two", "g:a650")));
        List<String> names = new ArrayList<>(List.of("g:a"));
        for (int i = 0; i < 700; i++) names.add("g:a" + i);
        assertThat(advisories.about(names)).hasSize(2);
    }
}
