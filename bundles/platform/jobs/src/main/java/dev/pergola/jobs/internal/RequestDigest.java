package dev.pergola.jobs.internal;

import dev.pergola.api.Bytes;
import dev.pergola.execution.TaskRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells whether two requests ask for the same: the order of keys does not matter, nor how a number is written. */
final class RequestDigest {
    private final MessageDigest digest = sha256();

    private RequestDigest() {}

    static String of(TaskRequest task) {
        RequestDigest all = new RequestDigest();
        all.add("type", task.type().orElse(null));
        all.add("version", task.version().orElse(null));
        all.add("timeout", task.timeout().map(String::valueOf).orElse(null));
        all.add("input", task.input());
        all.add("attributes", task.attributes());
        return HexFormat.of().formatHex(all.digest.digest());
    }

    private void add(String name, @Nullable Object value) {
        token('k', name);
        add(value);
    }

    private void add(@Nullable Object value) {
        if (value == null) token('0', "");
        else if (value instanceof Map<?, ?> map) addMap(map);
        else if (value instanceof Collection<?> items) {
            token('[', Integer.toString(items.size()));
            items.forEach(this::add);
        } else if (value instanceof Number number) {
            token('n', new BigDecimal(number.toString()).stripTrailingZeros().toString());
        } else if (value instanceof Boolean) token('b', value.toString());
        else if (value instanceof Bytes bytes) token('x', bytes.toByteArray());
        else token('s', value.toString());
    }

    private void addMap(Map<?, ?> map) {
        token('{', Integer.toString(map.size()));
        Map<String, @Nullable Object> ordered = new TreeMap<>();
        map.forEach((key, value) -> ordered.put(String.valueOf(key), value));
        ordered.forEach(this::add);
    }

    /** With its length before it, so that no two sequences of tokens give the same bytes. */
    private void token(char kind, String text) {
        token(kind, text.getBytes(StandardCharsets.UTF_8));
    }

    private void token(char kind, byte[] bytes) {
        digest.update((kind + Integer.toString(bytes.length) + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
