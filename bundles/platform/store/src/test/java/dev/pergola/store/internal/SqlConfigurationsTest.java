package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.ConfigurationRevision;
import dev.pergola.store.Configurations;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlConfigurationsTest extends StoreTest {
    Configurations configurations;

    @BeforeEach
    void services() {
        configurations = new SqlConfigurations(database);
    }

    @Test
    void eachSaveIsARevisionAndTheNewestIsCurrent() {
        ConfigurationRevision first = configurations.save("a", Map.of("n", 1), "ann");
        ConfigurationRevision second = configurations.save("a", Map.of("n", 2, "deep", Map.of("x", List.of(1))), "bob");
        configurations.save("b", Map.of(), "ann");
        assertThat(first.revision()).isEqualTo(1);
        assertThat(second.revision()).isEqualTo(2);
        configurations = new SqlConfigurations(reopen());
        assertThat(configurations.current("a")).contains(second);
        assertThat(configurations.history("a", 10)).containsExactly(second, first);
        assertThat(configurations.history("a", 1)).containsExactly(second);
        assertThat(configurations.current("nobody")).isEmpty();
    }

    @Test
    void revisionsHaveNoGapsHoweverManySaveAtOnce() {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            Concurrently.run(
                    threads,
                    IntStream.range(0, 30)
                            .<Runnable>mapToObj(i -> () -> configurations.save("a", Map.of("i", i), "x"))
                            .toList());
        } finally {
            threads.shutdownNow();
        }
        assertThat(configurations.history("a", 100))
                .extracting(ConfigurationRevision::revision)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 30).map(i -> 31 - i).boxed().toList());
    }

    @Test
    void removeForgetsThePlugin() {
        configurations.save("a", Map.of(), "ann");
        configurations.save("b", Map.of(), "ann");
        configurations.remove("a");
        assertThat(configurations.history("a", 10)).isEmpty();
        assertThat(configurations.current("b")).isPresent();
        assertThat(configurations.save("a", Map.of(), "ann").revision()).isEqualTo(1);
    }

    @Test
    void whatCannotBeKeptExactlyIsRefused() {
        assertThatThrownBy(() -> configurations.save("a", Map.of("n", Double.NaN), "ann"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$.n");
        assertThat(configurations.current("a")).isEmpty();
    }
}
