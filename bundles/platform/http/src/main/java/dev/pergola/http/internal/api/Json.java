package dev.pergola.http.internal.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategy;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import dev.pergola.api.Bytes;
import dev.pergola.api.Values;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads and writes JSON: snake_case names, ISO-8601 times, unknown fields refused. Safe for several threads. */
public final class Json {
    private static final int LONGEST_DETAIL = 500;
    private static final JsonMapper MAPPER = mapper(PropertyNamingStrategies.SNAKE_CASE);
    private static final JsonMapper CAMEL = mapper(PropertyNamingStrategies.LOWER_CAMEL_CASE);

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

    private static JsonMapper mapper(PropertyNamingStrategy names) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(Values.MAX_DEPTH + 8)
                .maxStringLength(Integer.MAX_VALUE - 16)
                .build();
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(constraints)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .propertyNamingStrategy(names)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .addModule(new SimpleModule()
                        .addSerializer(Instant.class, ToStringSerializer.instance)
                        .addSerializer(new BytesAsText()))
                .build();
    }

    /** Writes. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What JSON would make of a value: maps, lists and what stands in them. */
    public static Object plain(Object value) {
        return MAPPER.convertValue(value, Object.class);
    }

    /** A tree with names in camelCase, for the one address whose clients expect them. */
    public static JsonNode camelCase(Object value) {
        return CAMEL.valueToTree(value);
    }

    /** Reads a tree from text. */
    public static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ProblemException(problem(e));
        }
    }

    /** The map that a JSON object is. */
    public static Map<String, Object> map(JsonNode object) {
        return MAPPER.convertValue(object, new TypeReference<Map<String, Object>>() {});
    }

    /**
     * Reads a record.
     *
     * @throws ProblemException where it is no JSON, or does not fit the record
     * @throws IOException where the stream breaks
     */
    public static <T> T read(InputStream in, Class<T> type) throws IOException {
        try {
            T value = MAPPER.readValue(in, type);
            if (value == null) {
                throw ProblemException.of(
                        ProblemType.INVALID_REQUEST, "The body is null, but has to be a JSON object.");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw e.getCause() instanceof ProblemException cause ? cause : new ProblemException(problem(e));
        }
    }

    private static Problem problem(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            Collection<String> known = unknown.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .toList();
            String name = unknown.getPropertyName();
            return at(
                    e,
                    Problem.of(
                            ProblemType.INVALID_REQUEST,
                            "The field '" + cut(path(unknown)) + "' is not known." + Nearest.question(name, known)
                                    + " Known are: " + String.join(", ", known) + "."));
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            String where = mismatch.getPath().isEmpty() ? "The body" : "The field '" + cut(path(mismatch)) + "'";
            return at(
                    e,
                    Problem.of(
                            ProblemType.INVALID_REQUEST,
                            where + " is not valid: " + cut(mismatch.getOriginalMessage()) + "."));
        }
        return at(
                e,
                Problem.of(ProblemType.MALFORMED_JSON, "The body is not valid JSON: " + cut(e.getOriginalMessage())));
    }

    private static Problem at(JsonProcessingException e, Problem problem) {
        JsonLocation location = e.getLocation();
        return location == null || location.getLineNr() < 1
                ? problem
                : problem.with("line", location.getLineNr()).with("column", location.getColumnNr());
    }

    private static String path(JsonMappingException e) {
        List<JsonMappingException.Reference> path = e.getPath();
        return path.stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL) + "…";
    }
}
