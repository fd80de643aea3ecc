package dev.pergola.acceptance.contract;

import dev.pergola.api.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Data of every kind. */
final class Kinds {
    private Kinds() {}

    /** Of what types values are, and whether they can be changed. */
    static Map<String, Object> types(Object value) {
        Map<String, Object> types = new TreeMap<>();
        types(value, "$", types);
        return types;
    }

    private static void types(Object value, String path, Map<String, Object> types) {
        if (value instanceof Map<?, ?> map) {
            types.put(path, "map" + (changes(() -> map.remove("absent")) ? " to change" : ""));
            map.forEach((key, item) -> types(item, path + "." + key, types));
        } else if (value instanceof List<?> items) {
            types.put(path, "list" + (changes(() -> items.remove("absent")) ? " to change" : ""));
            for (int i = 0; i < items.size(); i++) types(items.get(i), path + "[" + i + "]", types);
        } else types.put(path, value == null ? "null" : value.getClass().getSimpleName());
    }

    private static boolean changes(Runnable change) {
        try {
            change.run();
            return true;
        } catch (UnsupportedOperationException fixed) {
            return false;
        }
    }

    static Map<String, Object> numbers() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("byte", Byte.MIN_VALUE);
        all.put("short", Short.MAX_VALUE);
        all.put("int", Integer.MIN_VALUE);
        all.put("long", Long.MAX_VALUE);
        all.put("small", 5L);
        all.put("float", 0.1f);
        all.put("double", 0.1);
        all.put("tiny", Double.MIN_VALUE);
        all.put("whole", 1.0);
        all.put("zero", -0.0);
        all.put("big", BigInteger.TWO.pow(100));
        all.put("negative", BigInteger.TWO.pow(100).negate());
        all.put("little", BigInteger.ONE);
        all.put("decimal", new BigDecimal("12345678901234567890.123456789"));
        all.put("cents", new BigDecimal("1.10"));
        all.put("scaled", new BigDecimal("1E+3"));
        return all;
    }

    static List<Object> many(int number) {
        return new ArrayList<>(Collections.nCopies(number, 1));
    }

    static Bytes bytes(int number) {
        byte[] bytes = new byte[number];
        for (int i = 0; i < number; i++) bytes[i] = (byte) i;
        return Bytes.of(bytes);
    }

    static BigInteger digits(int number) {
        return BigInteger.TEN.pow(number - 1);
    }
}
