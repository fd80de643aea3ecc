package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** R52. */
class SchemaCheckTest {
    static List<Arguments> wrong() {
        return List.of(
                Arguments.of(Map.of("type", "integer"), 1.5, "type integer"),
                Arguments.of(Map.of("type", "number"), "x", "type number"),
                Arguments.of(Map.of("type", "boolean"), 1, "type boolean"),
                Arguments.of(Map.of("type", "string"), 1, "type string"),
                Arguments.of(Map.of("type", "array"), "x", "type array"),
                Arguments.of(Map.of("type", "object"), List.of(), "type object"),
                Arguments.of(Map.of("enum", List.of("a", 2)), 3, "one of [a, 2]"),
                Arguments.of(Map.of("minimum", 2), 1.5, "from 2"),
                Arguments.of(Map.of("maximum", 2), 3L, "up to 2"),
                Arguments.of(Map.of("exclusiveMinimum", 2), 2, "above 2"),
                Arguments.of(Map.of("exclusiveMaximum", 2), 2.0, "below 2"),
                Arguments.of(Map.of("minLength", 2), "a", "at least 2 characters"),
                Arguments.of(Map.of("maxLength", 2), "abc", "at most 2 characters"),
                Arguments.of(Map.of("minItems", 1), List.of(), "at least 1 values"),
                Arguments.of(Map.of("maxItems", 1), List.of(1, 2), "at most 1 values"),
                Arguments.of(Map.of("items", Map.of("minimum", 5)), List.of(6, 4), "each of it a number from 5"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void saysWhatWouldBeRight(Map<String, Object> schema, Object value, String expectation) {
        assertThat(SchemaCheck.expectation(schema, value))
                .hasValueSatisfying(said -> assertThat(said).contains(expectation));
    }

    @Test
    void hasNothingToSayOfWhatFits() {
        assertThat(SchemaCheck.expectation(Map.of("type", "integer", "minimum", 1, "maximum", 3), 2.0))
                .isEmpty();
        assertThat(SchemaCheck.expectation(Map.of("enum", List.of("a", 2)), 2L)).isEmpty();
        assertThat(SchemaCheck.expectation(Map.of("pattern", "(.*a){30}"), "aaa"))
                .isEmpty();
    }

    @Test
    void takesTextsForWhatTheyStandFor() {
        assertThat(SchemaCheck.typed(Map.of("type", "integer"), " 7 ")).isEqualTo(7L);
        assertThat(SchemaCheck.typed(Map.of("type", "number"), "7.5")).isEqualTo(7.5);
        assertThat(SchemaCheck.typed(Map.of("type", "number"), "NaN")).isEqualTo("NaN");
        assertThat(SchemaCheck.typed(Map.of("type", "boolean"), "TRUE")).isEqualTo(true);
        assertThat(SchemaCheck.typed(Map.of("type", "boolean"), "yes")).isEqualTo("yes");
        assertThat(SchemaCheck.typed(Map.of("items", Map.of("type", "integer")), List.of("1", 2)))
                .isEqualTo(List.of(1L, 2));
    }

    @Test
    void aSectionAddsToASchemaAndLeavesWhatItSays() {
        SchemaSection section = new SchemaSection(Map.of(
                "$schema",
                "another",
                "title",
                "Range",
                "properties",
                Map.of("from", Map.of("type", "string", "minimum", 1), "to", Map.of("type", "integer")),
                "required",
                List.of("to", "from")));
        Map<String, Object> whole = section.addedTo(Map.of(
                "$schema",
                "one",
                "properties",
                Map.of("from", Map.of("type", "integer")),
                "required",
                List.of("from"),
                "additionalProperties",
                false));

        assertThat(whole)
                .containsEntry("$schema", "one")
                .containsEntry("title", "Range")
                .containsEntry("additionalProperties", false)
                .containsEntry("required", List.of("from", "to"))
                .containsEntry(
                        "properties",
                        Map.of("from", Map.of("type", "integer", "minimum", 1), "to", Map.of("type", "integer")));
        assertThat(SchemaSection.NONE.addedTo(whole)).isEqualTo(whole);
        assertThat(new SchemaSection(Map.of("additionalProperties", true))
                        .and(section)
                        .schema())
                .containsEntry("title", "Range")
                .containsEntry("additionalProperties", true);
    }
}
