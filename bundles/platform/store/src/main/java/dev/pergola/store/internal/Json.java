package dev.pergola.store.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
    /** More digits than this are no number that anybody counts with. */
    private static final int MAX_NUMBER_LENGTH = 1_000;

    /** A double of at most this many characters loses nothing. */
    private static final int EXACT_DOUBLE_LENGTH = 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Values.MAX_DEPTH + 2)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(2 * MAX_NUMBER_LENGTH)
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

    /** UTF-8 bytes of data that is kept for people to read: what JSON cannot say is replaced by text that tells. */
    static byte[] encodeReadably(Map<String, ?> data) {
        return encode(Values.copyOf(data), false);
    }

    private static byte[] encode(Map<String, Object> data, boolean exactly) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            write(json, data, "$", exactly);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write data as JSON", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, @Nullable Object value, String path, boolean exactly)
            throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String key = text((String) entry.getKey(), path, exactly);
                json.writeFieldName(key);
                write(json, entry.getValue(), path + "." + key, exactly);
            }
            json.writeEndObject();
        } else if (value instanceof Iterable<?> items) {
            json.writeStartArray();
            int index = 0;
            for (Object item : items) write(json, item, path + "[" + index++ + "]", exactly);
            json.writeEndArray();
        } else if (value instanceof String text) {
            json.writeString(text(text, path, exactly));
        } else if (value instanceof Number number) {
            writeNumber(json, number, path, exactly);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else {
            json.writeNull();
        }
    }

    private static void writeNumber(JsonGenerator json, Number number, String path, boolean exactly)
            throws IOException {
        boolean finite = !(number instanceof Double d && !Double.isFinite(d))
                && !(number instanceof Float f && !Float.isFinite(f));
        String digits = number.toString();
        if (finite && digits.length() <= MAX_NUMBER_LENGTH) {
            json.writeNumber(digits);
        } else if (exactly) {
            throw new IllegalArgumentException("The number at " + path + " cannot be kept: it is "
                    + (finite ? "longer than " + MAX_NUMBER_LENGTH + " digits" : digits));
        } else {
            json.writeString(finite ? "a number of " + digits.length() + " digits" : digits);
        }
    }

    private static String text(String text, String path, boolean exactly) {
        if (!exactly) return Text.wellFormed(text);
        if (Text.isWellFormed(text)) return text;
        throw new IllegalArgumentException(
                "The text at " + path + " cannot be kept: it has one half of a surrogate pair");
    }

    /** Reads what was written, as unmodifiable data. */
    static Map<String, Object> decode(String text) {
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("A JSON column does not hold an object");
            }
            return readMap(json);
        } catch (IOException e) {
            throw new UncheckedIOException("A JSON column holds no JSON", e);
        }
    }

    /** The same from UTF-8 bytes. */
    static Map<String, Object> decode(byte[] utf8) {
        return decode(new String(utf8, StandardCharsets.UTF_8));
    }

    private static Map<String, Object> readMap(JsonParser json) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            map.put(key, readValue(json, json.nextToken()));
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
            case START_OBJECT -> readMap(json);
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
