package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.Installation;
import dev.pergola.store.Installation.Kind;
import dev.pergola.store.Installations;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R206, R212. */
class SqlInstallationsTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-10-25T00:30:00.123456Z");

    Installations installations;

    @BeforeEach
    void services() {
        installations = new SqlInstallations(database);
    }

    static Installation installation(String id, String version, boolean current) {
        return new Installation(
                id, version, Kind.PLUGIN, "ab".repeat(32), "/plugins/" + id + ".jar", current, true, THEN, THEN);
    }

    @Test
    void whatIsSavedIsThereAfterAReopen() {
        Installation one = installation("wordcount", "1.0.0", true);
        Installation library = new Installation(
                "lib", "2.0.0", Kind.LIBRARY, "cd".repeat(32), "https://host/lib.jar", false, false, THEN, THEN);
        installations.save(one);
        installations.save(library);
        installations = new SqlInstallations(reopen());
        assertThat(installations.all()).containsExactly(library, one);
        assertThat(installations.find("wordcount", "1.0.0")).contains(one);
        assertThat(installations.find("wordcount", "9")).isEmpty();
    }

    @Test
    void savingAgainReplaces() {
        installations.save(installation("a", "1", true));
        Installation changed =
                new Installation("a", "1", Kind.PLUGIN, "", "/elsewhere.jar", false, false, THEN, THEN.plusSeconds(5));
        installations.save(changed);
        assertThat(installations.all()).containsExactly(changed);
    }

    @Test
    void onlyOneVersionOfAPluginIsCurrent() {
        installations.save(installation("a", "1", true));
        installations.save(installation("b", "1", true));
        installations.save(installation("a", "2", true));
        installations.save(installation("a", "3", false));
        assertThat(installations.of("a")).extracting(Installation::current).containsExactly(false, true, false);
        assertThat(installations.of("b")).extracting(Installation::current).containsExactly(true);
    }

    @Test
    void onlyOneVersionIsCurrentEvenWhereManyAreSavedAtOnce() {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Runnable> saves = IntStream.range(0, 40)
                    .<Runnable>mapToObj(i -> () -> installations.save(installation("a", "1." + i % 8, true)))
                    .toList();
            Concurrently.run(threads, saves);
        } finally {
            threads.shutdownNow();
        }
        assertThat(installations.of("a")).hasSize(8);
        assertThat(installations.of("a")).filteredOn(Installation::current).hasSize(1);
    }

    @Test
    void touchMovesTheTimeOfUseForwardOnly() {
        installations.save(installation("a", "1", true));
        installations.touch("a", "1", THEN.plusSeconds(60));
        installations.touch("a", "1", THEN.plusSeconds(30));
        installations.touch("nobody", "1", THEN);
        assertThat(installations.find("a", "1").orElseThrow().lastUsedAt()).isEqualTo(THEN.plusSeconds(60));
    }

    @Test
    void removeTakesOneVersionAway() {
        installations.save(installation("a", "1", false));
        installations.save(installation("a", "2", true));
        installations.remove("a", "1");
        installations.remove("a", "1");
        assertThat(installations.of("a")).extracting(Installation::version).containsExactly("2");
    }

    @Test
    void hostileNamesAreKeptOrRefusedButNeverRun() {
        String name = "x'; drop table plugin_installations; -- :name ?";
        installations.save(installation(name, "1", true));
        assertThat(installations.of(name)).hasSize(1);
        assertThatThrownBy(() -> installations.save(installation("a".repeat(256), "1", true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("plugin id")
                .hasMessageContaining("255");
        assertThatThrownBy(() -> installations.save(installation("a\0b", "1", true)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> installations.save(installation("a\uD800", "1", true)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timesSurviveTheEndOfSummerTimeInAnyZone() {
        java.util.TimeZone before = java.util.TimeZone.getDefault();
        try {
            java.util.TimeZone.setDefault(java.util.TimeZone.getTimeZone("Europe/Berlin"));
            installations = new SqlInstallations(reopen());
            installations.save(installation("a", "1", true));
            installations.touch("a", "1", THEN.plusSeconds(3600));
            Installation read = installations.find("a", "1").orElseThrow();
            assertThat(read.installedAt()).isEqualTo(THEN);
            assertThat(read.lastUsedAt()).isEqualTo(THEN.plusSeconds(3600));
        } finally {
            java.util.TimeZone.setDefault(before);
        }
    }
}
