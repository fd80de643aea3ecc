package dev.pergola.store.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.pergola.api.Bytes;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Data as it stands in JSON columns. Written token by token: no data binding, which would cost its class loading at
 * every start.
 */
final class Json {
    /** A double of at most this many characters loses nothing. */
    private static final int EXACT_DOUBLE_LENGTH = 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    // A map may be kept within another.
                    .maxNestingDepth(2 * Values.MAX_DEPTH + 2)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(2 * JsonWriter.MAX_DIGITS)
                    .build())
            .build();

    private Json() {}

    /**
     * UTF-8 bytes that {@link #decode} turns into the same data again.
     *
     * @throws IllegalArgumentException where JSON cannot say it: not a number, infinity, a half of a character
     */
    static byte[] encodeExactly(Map<String, ?> data) {
        return encode(Values.copyOf(data), true);
    }

    /**
     * UTF-8 bytes of data that is kept for people to read. It is never refused: what JSON cannot say, or what is no
     * data, is replaced by text that tells.
     */
    static byte[] encodeReadably(Map<String, ?> data) {
        return encode(data, false);
    }

    private static byte[] encode(Map<String, ?> data, boolean exactly) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            new JsonWriter(json, exactly).write(data);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write data as JSON", e);
        }
        return bytes.toByteArray();
    }

    /** Reads what was written, as unmodifiable data. */
    static Map<String, Object> decode(String text) {
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("A JSON column does not hold an object");
            }
            return readMap(json, json.nextFieldName(), false);
        } catch (IOException e) {
            throw new UncheckedIOException("A JSON column holds no JSON", e);
        }
    }

    /** The same from UTF-8 bytes. */
    static Map<String, Object> decode(byte[] utf8) {
        return decode(new String(utf8, StandardCharsets.UTF_8));
    }

    /** A map, or what is kept as one that no data is; see {@link JsonWriter}. */
    private static Object readObject(JsonParser json) throws IOException {
        @Nullable String first = json.nextFieldName();
        boolean wraps = JsonWriter.MAP.equals(first);
        Map<String, Object> map = readMap(json, first, wraps);
        if (map.size() != 1) return map;
        if (wraps && map.get(JsonWriter.MAP) instanceof Map<?, ?> wrapped) return wrapped;
        if (!(map.get(JsonWriter.BYTES) instanceof String text)) return map;
        try {
            return Bytes.from(text);
        } catch (InvalidInputException someText) {
            return map;
        }
    }

    /**
     * The rest of a map, of which the first name has been read.
     *
     * @param first that name, null where the map is empty
     * @param wraps whether its first value is a map that is to be read as it stands there
     */
    private static Map<String, Object> readMap(JsonParser json, @Nullable String first, boolean wraps)
            throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        boolean asItStands = wraps;
        for (String key = first; key != null; key = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            boolean wrapped = asItStands && token == JsonToken.START_OBJECT;
            map.put(key, wrapped ? readMap(json, json.nextFieldName(), false) : readValue(json, token));
            asItStands = false;
        }
        return Collections.unmodifiableMap(map);
    }

    private static List<Object> readList(JsonParser json) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            list.add(readValue(json, token));
        }
        return Collections.unmodifiableList(list);
    }

    private static @Nullable Object readValue(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> readObject(json);
            case START_ARRAY -> readList(json);
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> readInteger(json.getText());
            case VALUE_NUMBER_FLOAT -> readDecimal(json.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Number readInteger(String digits) {
        if (digits.length() > 20) return new BigInteger(digits);
        BigInteger number = new BigInteger(digits);
        if (number.bitLength() < 32) return number.intValue();
        return number.bitLength() < 64 ? (Number) number.longValue() : number;
    }

    private static Number readDecimal(String digits) {
        double number = Double.parseDouble(digits);
        if (digits.length() <= EXACT_DOUBLE_LENGTH && Double.isFinite(number)) return number;
        BigDecimal exact = new BigDecimal(digits);
        boolean same = Double.isFinite(number) && BigDecimal.valueOf(number).compareTo(exact) == 0;
        return same ? (Number) number : exact;
    }
}
