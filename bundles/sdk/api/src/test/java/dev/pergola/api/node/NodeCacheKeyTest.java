package dev.pergola.api.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** R230. */
class NodeCacheKeyTest {
    private static NodeCacheKey key(Map<String, ?> inputs) {
        return NodeCacheKey.of("text.count", Map.of("least", 1), inputs);
    }

    private static Map<String, Object> ordered(String one, Object first, String other, Object second) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(one, first);
        map.put(other, second);
        return map;
    }

    @Test
    void isTheSameWhateverTheOrderOfKeysAndTheSameOnEveryMachine() {
        Map<String, Object> one = ordered("a", Map.of("x", 1, "y", List.of()), "b", ordered("p", true, "q", "t"));
        Map<String, Object> other = ordered("b", ordered("q", "t", "p", true), "a", Map.of("y", List.of(), "x", 1L));

        assertThat(key(one)).isEqualTo(key(other));
        assertThat(key(Map.of("text", "Grüße")).value())
                .isEqualTo("5a39329bed9265386f49818053f2d2aab3852f05d096401cdaf45780208d577b");
    }

    @Test
    void isAnotherForAnythingElse() {
        Stream<NodeCacheKey> keys = Stream.of(
                NodeCacheKey.of("a", Map.of(), Map.of()),
                NodeCacheKey.of("b", Map.of(), Map.of()),
                NodeCacheKey.of("a", Map.of("x", 1), Map.of()),
                NodeCacheKey.of("a", Map.of(), Map.of("x", 1)),
                NodeCacheKey.of("a", Map.of(), Map.of("x", 1.0)),
                NodeCacheKey.of("a", Map.of(), Map.of("x", "1")),
                NodeCacheKey.of("a", Map.of(), Map.of("x", true)),
                NodeCacheKey.of("a", Map.of(), Map.of("x", "true")),
                NodeCacheKey.of("a", Map.of(), Collections.singletonMap("x", null)),
                NodeCacheKey.of("a", Map.of(), Map.of("x", "null")),
                NodeCacheKey.of("a", Map.of(), Map.of("x", List.of())),
                NodeCacheKey.of("a", Map.of(), Map.of("x", Map.of())),
                NodeCacheKey.of("a", Map.of(), Map.of("x", List.of(1, 2))),
                NodeCacheKey.of("a", Map.of(), Map.of("x", List.of(2, 1))),
                NodeCacheKey.of("a", Map.of(), Map.of("x", Arrays.asList(1, null, 2))),
                NodeCacheKey.of("a", Map.of(), Map.of("x", "a\",\"b")),
                NodeCacheKey.of("a", Map.of(), Map.of("x", List.of("a", "b"))),
                NodeCacheKey.of("a", Map.of(), Map.of("x", List.of("a\",\"b"))),
                NodeCacheKey.of("a", Map.of(), Map.of("x", List.of("a\\", "b"))),
                NodeCacheKey.of("a", Map.of(), Map.of("x", "\uD800")),
                NodeCacheKey.of("a", Map.of(), Map.of("x", "\uD801")));

        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void refusesWhatJsonCannotCarryAndWhatIsNoKey() {
        assertThatThrownBy(() -> key(Map.of("x", new Object()))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeCacheKey("short")).isInstanceOf(IllegalArgumentException.class);
    }
}
