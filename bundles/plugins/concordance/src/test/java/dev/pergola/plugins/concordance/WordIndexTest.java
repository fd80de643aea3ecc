package dev.pergola.plugins.concordance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WordIndexTest {
    private final WordIndex index = new WordIndex();

    @Test
    void knowsWhereEachWordStands() {
        index.add("to", "be", "or", "not", "to", "be");
        index.add("that", "is", "the", "question");
        index.add("to", "die", "to", "sleep");

        assertThat(index.lines()).isEqualTo(3);
        assertThat(index.words()).isEqualTo(14);
        assertThat(index.distinctWords()).isEqualTo(10);
        assertThat(index.top(3))
                .containsExactly(
                        Map.of("word", "to", "count", 4, "firstLine", 1, "lastLine", 3),
                        Map.of("word", "be", "count", 2, "firstLine", 1, "lastLine", 1),
                        Map.of("word", "die", "count", 1, "firstLine", 3, "lastLine", 3));
    }

    @Test
    void isEmptyWhereThereIsNoText() {
        assertThat(index.top(10)).isEmpty();
        assertThat(index.distinctWords()).isZero();
    }
}
