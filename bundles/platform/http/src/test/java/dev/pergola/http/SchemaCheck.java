package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** Checks JSON against as much of JSON Schema as the document uses. */
final class SchemaCheck {
    private final JsonNode document;

    SchemaCheck(JsonNode document) {
        this.document = document;
    }

    static JsonNode parse(InputStream in) throws IOException {
        return new ObjectMapper().readTree(in);
    }

    void check(JsonNode value, JsonNode schema) {
        check(value, schema, "$");
    }

    private void check(JsonNode value, JsonNode schema, String where) {
        if (schema.has("$ref")) {
            check(value, document.at(schema.get("$ref").asText().substring(1)), where);
            return;
        }
        if (schema.has("anyOf")) {
            AssertionError last = new AssertionError("anyOf is empty");
            for (JsonNode one : schema.get("anyOf")) {
                try {
                    check(value, one, where);
                    return;
                } catch (AssertionError e) {
                    last = e;
                }
            }
            throw last;
        }
        switch (schema.path("type").asText("")) {
            case "string" -> assertThat(value.isTextual()).as(where).isTrue();
            case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
            case "number" -> assertThat(value.isNumber()).as(where).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                value.forEach(item -> check(item, schema.get("items"), where + "[]"));
            }
            case "object" -> object(value, schema, where);
            default -> assertThat(schema.isEmpty()).as(where + " has a schema").isTrue();
        }
        if (schema.has("enum")) assertThat(schema.get("enum")).as(where).contains(value);
    }

    private void object(JsonNode value, JsonNode schema, String where) {
        assertThat(value.isObject()).as(where).isTrue();
        JsonNode properties = schema.path("properties");
        schema.path("required")
                .forEach(name -> assertThat(value.has(name.asText()))
                        .as(where + "." + name)
                        .isTrue());
        JsonNode others = schema.path("additionalProperties");
        value.fields().forEachRemaining(field -> {
            String path = where + "." + field.getKey();
            if (properties.has(field.getKey())) {
                check(field.getValue(), properties.get(field.getKey()), path);
            } else {
                assertThat(others.isObject() || others.asBoolean())
                        .as(path + " is described")
                        .isTrue();
                if (others.isObject()) check(field.getValue(), others, path);
            }
        });
    }
}
