package dev.pergola.shell.internal.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import dev.pergola.api.Bytes;
import dev.pergola.api.Values;
import java.util.Map;

/** Reads and writes JSON. What is written consists of maps, lists and simple values; keys are in snake case. */
public final class Json {
    /** Most characters of JSON that are read. */
    public static final int MAX_LENGTH = 16 * 1024 * 1024;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Values.MAX_DEPTH)
                            .maxStringLength(MAX_LENGTH)
                            .build())
                    .build())
            .registerModule(new SimpleModule().addSerializer(new BytesAsText()))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /** JSON has no bytes. */
    private static final class BytesAsText extends ToStringSerializerBase {
        private static final long serialVersionUID = 1L;

        BytesAsText() {
            super(Bytes.class);
        }

        @Override
        public String valueToString(Object value) {
            return ((Bytes) value).toBase64();
        }
    }

    /** Writes data, indented. */
    public static String write(Object data) {
        try {
            return MAPPER.writeValueAsString(data);
        } catch (JsonProcessingException cannotHappen) {
            throw new IllegalArgumentException("Not JSON-like data: " + cannotHappen.getOriginalMessage());
        }
    }

    /** Writes data in one line. */
    public static String compact(Object data) {
        try {
            return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(data);
        } catch (JsonProcessingException cannotHappen) {
            throw new IllegalArgumentException("Not JSON-like data: " + cannotHappen.getOriginalMessage());
        }
    }

    /**
     * Reads an object.
     *
     * @param name where it came from, for the error
     */
    public static Map<String, Object> object(String name, String json) {
        try {
            if (json.length() > MAX_LENGTH)
                throw new CommandFailure(name + " is longer than " + MAX_LENGTH + " characters");
            Map<String, Object> object = MAPPER.readValue(json, new TypeReference<>() {});
            if (object == null) throw new CommandFailure(name + " is null, but has to be a JSON object");
            return Values.copyOf(object);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    name + " is not a JSON object: " + e.getOriginalMessage() + at(e),
                    "Put JSON in single quotes, since the shell gives braces and double quotes a meaning of its own:"
                            + " --input '{\"text\": \"to be or not to be\"}'",
                    "Or read it from a file: --input @input.json");
        }
    }

    /** Reads any value. */
    public static Object value(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, Object.class);
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
