package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.Bytes;
import dev.pergola.api.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static Map<String, Object> roundTrip(Map<String, ?> data) {
        return Json.decode(Json.encodeExactly(data));
    }

    @Test
    void dataComesBackAsItWent() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("z", "text with \"quotes\", ümläuts, 😀, \n and \0");
        data.put("int", 7);
        data.put("long", 1L << 40);
        data.put("big", new BigInteger("123456789012345678901234567890"));
        data.put("double", 0.1);
        data.put("pi", Math.PI);
        data.put("small", 4.9E-324);
        data.put("exact", new BigDecimal("0.12345678901234567890123456789"));
        data.put("beyond", new BigDecimal("1E+400"));
        data.put("true", true);
        data.put("null", null);
        data.put("list", Arrays.asList(1, null, "x", List.of(), Map.of()));
        data.put("", Map.of("nested", Map.of("a", 1)));
        assertThat(roundTrip(data)).isEqualTo(data);
        assertThat(roundTrip(data).keySet()).containsExactlyElementsOf(data.keySet());
    }

    @Test
    void bytesComeBackAsBytesAndNothingElseDoes() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("bytes", Bytes.of(new byte[] {0, -1, 127}));
        data.put("more", List.of(Bytes.of(new byte[0])));
        for (String key : List.of("$bytes", "$map")) {
            data.put("alike " + key, Map.of(key, "AP9/"));
            data.put("twice " + key, Map.of(key, Map.of(key, "AP9/")));
            data.put("listed " + key, List.of(Map.of(key, Map.of())));
            Map<String, Object> several = new LinkedHashMap<>();
            several.put(key, Map.of("$bytes", "AP9/"));
            several.put("x", Bytes.of(new byte[1]));
            data.put("several " + key, several);
        }
        data.put("$map", Map.of("$bytes", "AP9/"));
        assertThat(roundTrip(data)).isEqualTo(data);
        assertThat(Json.decode(Json.encodeReadably(data))).isEqualTo(data);
        assertThat(roundTrip(Map.of("$bytes", "AP9/"))).isEqualTo(Map.of("$bytes", "AP9/"));
        assertThat(roundTrip(Map.of("$map", Map.of("$map", 1)))).isEqualTo(Map.of("$map", Map.of("$map", 1)));
    }

    @Test
    void dataThatNestsAsDeepAsItMayComesBackWhole() {
        Object deep = "the bottom";
        for (int i = 0; i < Values.MAX_DEPTH; i++) deep = Map.of("$map", deep);
        Map<String, Object> data = Values.copyOf(Map.of("$map", deep));
        assertThat(roundTrip(data)).isEqualTo(data);
    }

    @Test
    void whatOnlyLooksLikeOursIsReadAsItIs() {
        assertThat(Json.decode("{\"a\":{\"$bytes\":\"no Base64!\"},\"b\":{\"$map\":5,\"c\":{}}}"))
                .isEqualTo(Map.of("a", Map.of("$bytes", "no Base64!"), "b", Map.of("$map", 5, "c", Map.of())));
    }

    @Test
    void whatIsReadCannotBeChanged() {
        Map<String, Object> read = roundTrip(Map.of("list", List.of(1), "map", Map.of()));
        assertThatThrownBy(() -> read.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) read.get("list")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) read.get("map")).clear())
                .isNotNull()
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void smallNumberTypesComeBackWider() {
        assertThat(roundTrip(Map.of("n", (short) 3))).isEqualTo(Map.of("n", 3));
        assertThat(roundTrip(Map.of("n", (byte) 3))).isEqualTo(Map.of("n", 3));
        assertThat(roundTrip(Map.of("n", 3L))).isEqualTo(Map.of("n", 3));
        assertThat(roundTrip(Map.of("n", 1.5f))).isEqualTo(Map.of("n", 1.5));
    }

    @Test
    void whatJsonCannotSayIsRefusedWithItsPath() {
        assertThatThrownBy(() -> Json.encodeExactly(Map.of("a", List.of(1, Double.POSITIVE_INFINITY))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$.a[1]")
                .hasMessageContaining("Infinity");
        assertThatThrownBy(() -> Json.encodeExactly(Map.of("a", Float.NaN))).hasMessageContaining("$.a");
        assertThatThrownBy(() -> Json.encodeExactly(Map.of("a", "\uD83D"))).hasMessageContaining("$.a");
        assertThatThrownBy(() -> Json.encodeExactly(Map.of("\uDE00", 1))).hasMessageContaining("$");
        assertThatThrownBy(() -> Json.encodeExactly(Map.of("n", BigInteger.TEN.pow(1_000))))
                .hasMessageContaining("1000 digits");
    }

    @Test
    void forReadersItIsReplaced() {
        Map<String, Object> read = Json.decode(Json.encodeReadably(
                Map.of("nan", Double.NaN, "half", "a\uD83Db", "\uDE00", 1, "long", BigInteger.TEN.pow(1_000))));
        assertThat(read)
                .isEqualTo(Map.of("nan", "NaN", "half", "a\uFFFDb", "\uFFFD", 1, "long", "a number of 1001 digits"));
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // as a careless caller would
    void forReadersNothingIsRefused() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("object", new Object());
        data.put("hostile", new Number() {
            @Override
            public String toString() {
                throw new IllegalStateException("never asked");
            }

            @Override
            public int intValue() {
                return 0;
            }

            @Override
            public long longValue() {
                return 0;
            }

            @Override
            public float floatValue() {
                return 0;
            }

            @Override
            public double doubleValue() {
                return 0;
            }
        });
        data.put("enum", Thread.State.NEW);
        ((Map) data).put(7, 1);
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        data.put("endless", endless);
        Map<String, Object> read = Json.decode(Json.encodeReadably(data));
        assertThat(read).containsEntry("object", "a java.lang.Object").containsEntry("enum", "NEW");
        assertThat(read.get("hostile").toString()).startsWith("a " + getClass().getName());
        assertThat(read).containsEntry("a key that is no text", 1);
        assertThat(read.get("endless").toString()).contains("…");
    }

    @Test
    void theDeepestDataThatIsAllowedPasses() {
        Map<String, Object> data = new HashMap<>();
        for (int i = 0; i < 63; i++) data = new HashMap<>(Map.of("d", data));
        assertThat(roundTrip(data)).isEqualTo(data);
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> Json.encodeExactly(Map.of("l", endless))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoObjectIsNoData() {
        assertThatThrownBy(() -> Json.decode("[1]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.decode("{\"a\":")).isInstanceOf(java.io.UncheckedIOException.class);
    }

    @Test
    void textIsCutBetweenCharacters() {
        assertThat(Text.cut("abc", 3)).isEqualTo("abc");
        assertThat(Text.cut("abcd", 3)).isEqualTo("ab…");
        assertThat(Text.cut("a😀bcd", 3)).isEqualTo("a…");
        assertThat(Text.cut("\uD800\0", 5)).isEqualTo("\uFFFD\uFFFD");
        assertThat(Text.cut("", 5)).isEmpty();
    }
}
