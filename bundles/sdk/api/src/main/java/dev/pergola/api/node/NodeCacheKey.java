package dev.pergola.api.node;

import dev.pergola.api.Bytes;
import dev.pergola.api.Values;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names the outputs that a {@linkplain Node#cacheable() cacheable} node gives: equal types, parameters and inputs have
 * equal keys. Nothing keeps outputs yet; that comes with workflows, which will add the plugin's digest, so that a new
 * version of a plugin does not find the outputs of the old one.
 *
 * @param value 64 hexadecimal digits
 */
public record NodeCacheKey(String value) {
    /** Throws {@link IllegalArgumentException} for what is no such key. */
    public NodeCacheKey {
        if (!value.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("A cache key has 64 hexadecimal digits, not '" + value + "'");
        }
    }

    /**
     * SHA-256 over the type, the parameters and the inputs, written as JSON with the keys of every map in order. The order
     * of a list counts; a whole number and one with a fraction are different, even 1 and 1.0, as a node may tell them
     * apart; whole numbers of different Java types are not.
     *
     * @throws IllegalArgumentException where something is no JSON-like data, see {@link Values}
     */
    public static NodeCacheKey of(String nodeType, Map<String, ?> parameters, Map<String, ?> inputs) {
        StringBuilder json = new StringBuilder();
        write(List.of(nodeType, Values.copyOf(parameters), Values.copyOf(inputs)), json);
        try {
            // Characters as they are: an encoding would make all halves of surrogate pairs the same.
            ByteBuffer bytes = ByteBuffer.allocate(json.length() * Character.BYTES);
            bytes.asCharBuffer().put(json.toString());
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
            return new NodeCacheKey(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }

    private static void write(@Nullable Object value, StringBuilder json) {
        if (value instanceof String text) quote(text, json);
        else if (value instanceof Bytes bytes)
            json.append('<').append(bytes.toBase64()).append('>');
        else if (value instanceof Map<?, ?> map) {
            char before = '{';
            for (Map.Entry<?, ?> entry : new TreeMap<>(map).entrySet()) {
                json.append(before);
                quote((String) entry.getKey(), json);
                json.append(':');
                write(entry.getValue(), json);
                before = ',';
            }
            json.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            char before = '[';
            for (Object item : list) {
                json.append(before);
                write(item, json);
                before = ',';
            }
            json.append(list.isEmpty() ? "[]" : "]");
        } else json.append(value);
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"')
                .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }
}
