package dev.pergola.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {
    @Test
    void copiesEveryKindOfPlainValue() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("z", "text");
        data.put("a", true);
        data.put("numbers", List.of(1, 2L, 1.5, 2.5f, (short) 3, (byte) 4, new BigDecimal("5.50"), BigInteger.TEN));
        data.put("null", null);
        data.put("enum", Status.TIMEOUT);
        data.put("set", new LinkedHashSet<>(List.of("b", "a")));

        Map<String, Object> copy = Values.copyOf(data);

        assertThat(copy)
                .containsExactly(
                        Map.entry("z", "text"),
                        Map.entry("a", true),
                        Map.entry("numbers", data.get("numbers")),
                        entryOfNull("null"),
                        Map.entry("enum", "TIMEOUT"),
                        Map.entry("set", List.of("b", "a")));
    }

    @Test
    void bytesStayAsTheyWere() {
        byte[] bytes = {1, 2, 3};
        Map<String, Object> copy = Values.copyOf(Map.of("raw", bytes, "ready", Bytes.of(bytes)));
        bytes[0] = 9;

        Bytes before = Bytes.of(new byte[] {1, 2, 3});
        assertThat(copy).isEqualTo(Map.of("raw", before, "ready", before));
    }

    @Test
    void sharesNothingWithTheOriginal() {
        List<Object> list = new ArrayList<>(List.of(1));
        Map<String, Object> inner = new HashMap<>(Map.of("k", 1));
        Map<String, Object> data = new HashMap<>(Map.of("list", list, "map", inner));

        Map<String, Object> copy = Values.copyOf(data);
        list.add(2);
        inner.put("k", 2);
        data.clear();

        assertThat(copy).isEqualTo(Map.of("list", List.of(1), "map", Map.of("k", 1)));
    }

    @Test
    @SuppressWarnings("unchecked")
    void cannotBeChangedAtAnyDepth() {
        Map<String, Object> copy = Values.copyOf(Map.of("list", List.of(Map.of("k", 1)), "map", Map.of("k", 1)));

        assertThatThrownBy(() -> copy.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<Object>) copy.get("list")).add(1))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<String, Object>) copy.get("map")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<String, Object>) ((List<Object>) copy.get("list")).get(0)).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void keepsNullsInLists() {
        assertThat(Values.copyOf(Map.of("list", Arrays.asList(1, null))))
                .isEqualTo(Map.of("list", Arrays.asList(1, null)));
    }

    @Test
    void namesThePathToAValueOfAnotherType() {
        Map<String, Object> data = Map.of("rows", List.of(Map.of("ok", 1), Map.of("bad", new Object())));

        assertThatThrownBy(() -> Values.copyOf(data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$.rows[1].bad")
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void refusesArraysDatesAndNumbersThatCouldChangeOrBringTheirOwnClass() {
        for (Object value : List.of(
                new int[] {1},
                java.time.Instant.EPOCH,
                new java.util.concurrent.atomic.AtomicInteger(1),
                new OwnNumber())) {
            assertThatThrownBy(() -> Values.copyOf(Map.of("k", value)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("$.k");
        }
    }

    @Test
    void refusesNumbersThatJsonCannotCarry() {
        for (Number value : List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)) {
            assertThatThrownBy(() -> Values.copyOf(Map.of("k", value)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("$.k is " + value);
        }
    }

    /** One that is no collection may have no end, and a path is an iterable of itself. */
    @Test
    void refusesIterablesThatAreNoCollections() {
        Iterable<Integer> endless =
                () -> java.util.stream.Stream.generate(() -> 1).iterator();

        assertThatThrownBy(() -> Values.copyOf(Map.of("k", endless))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Values.copyOf(Map.of("k", java.nio.file.Path.of("a"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesKeysThatAreNoStrings() {
        assertThatThrownBy(() -> Values.copyOf(Map.of("map", Map.of(1, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$.map");
    }

    @Test
    void endsOnDataThatContainsItself() {
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatThrownBy(() -> Values.copyOf(map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64");
        assertThatThrownBy(() -> Values.copyOf(Map.of("list", list))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allowsNestingUpToTheLimit() {
        assertThat(Values.copyOf(nested(Values.MAX_DEPTH))).isEqualTo(nested(Values.MAX_DEPTH));
        assertThatThrownBy(() -> Values.copyOf(nested(Values.MAX_DEPTH + 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, Object> nested(int levels) {
        Map<String, Object> data = Map.of("end", true);
        for (int i = 0; i < levels; i++) data = Map.of("k", data);
        return data;
    }

    private static Map.Entry<String, Object> entryOfNull(String key) {
        return new java.util.AbstractMap.SimpleEntry<>(key, null);
    }

    /** A plugin's own class, which must not outlive the plugin. */
    private static final class OwnNumber extends Number {
        private static final long serialVersionUID = 1L;

        @Override
        public int intValue() {
            return 1;
        }

        @Override
        public long longValue() {
            return 1;
        }

        @Override
        public float floatValue() {
            return 1;
        }

        @Override
        public double doubleValue() {
            return 1;
        }
    }
}
