package dev.pergola.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginMetadataTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "word-count",
                "com.acme.tool2",
                "x123456789.123456789-123456789.123456789-123456789.123456789-123"
            })
    void acceptsIdsThatAreNames(String id) {
        assertThat(PluginBuilder.plugin(id, "1.0").build().metadata().id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Word",
                "1st",
                "-a",
                ".a",
                "a_b",
                "a b",
                "../etc",
                "a/b",
                "ä",
                "x123456789.123456789-123456789.123456789-123456789.123456789-1234",
                "a\n"
            })
    void refusesIdsThatCouldMeanSomethingElseElsewhere(String id) {
        assertThatThrownBy(() -> PluginBuilder.plugin(id, "1.0").build())
                .isInstanceOf(InvalidMetadataException.class)
                .hasMessageContaining("'id'")
                .extracting("field")
                .isEqualTo("id");
    }

    /** The error names the field. */
    @Test
    void saysWhichFieldIsMissing() {
        assertMissing("id", PluginBuilder.plugin("", "1.0"));
        assertMissing("name", PluginBuilder.plugin("p", "1.0").name(" "));
        assertMissing("author", PluginBuilder.plugin("p", "1.0").author(""));
    }

    @Test
    void refusesTextThatAManifestCannotCarry() {
        assertThatThrownBy(() -> PluginBuilder.plugin("p", "1.0")
                        .description("say \"hi\"")
                        .build())
                .hasMessageContaining("'description'")
                .hasMessageContaining("double quote");
        assertThatThrownBy(
                        () -> PluginBuilder.plugin("p", "1.0").name("a\u0007b").build())
                .hasMessageContaining("'name'")
                .hasMessageContaining("control characters");
        assertThatThrownBy(() -> PluginBuilder.plugin("p", "1.0")
                        .license("x".repeat(4097))
                        .build())
                .hasMessageContaining("'license'")
                .hasMessageContaining("4096");
    }

    @Test
    void cannotBeChanged() {
        PluginMetadata metadata = PluginBuilder.plugin("p", "1.0")
                .tags("a")
                .dependsOn("q", "1.0")
                .build()
                .metadata();

        assertThatThrownBy(() -> metadata.tags().add("b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> metadata.dependencies().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(metadata.dependencies().get(0)).hasToString("q 1.0.0");
    }

    private static void assertMissing(String field, PluginBuilder builder) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidMetadataException.class)
                .hasMessage("Plugin metadata: the field '" + field + "' is missing");
    }
}
