package dev.pergola.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginBuilder;
import dev.pergola.api.extension.ConfigurationExtension;
import dev.pergola.lifecycle.InvalidConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** R52: a plugin adds to the schema of its configuration, and to what is checked. */
@PergolaTest(plugins = {})
class ConfigurationExtensionTest {
    private static final Map<String, Object> SCHEMA = Map.of(
            "type",
            "object",
            "properties",
            Map.of("from", Map.of("type", "integer", "minimum", 0), "to", Map.of("type", "integer", "maximum", 100)),
            "required",
            List.of("to"),
            "dependentRequired",
            Map.of("from", List.of("to")));

    private final PergolaRuntime runtime;

    ConfigurationExtensionTest(PergolaRuntime runtime) {
        this.runtime = runtime;
    }

    private PluginClient install(String id, Range extension) {
        return runtime.install(PluginBuilder.plugin(id, "1.0.0")
                .extension(ConfigurationExtension.class, extension)
                .build());
    }

    @Test
    void itsSchemaIsShownWhole() {
        Range range = new Range(SCHEMA);
        install("shown", range);

        for (int i = 0; i < 3; i++) {
            assertThat(runtime.plugins().configuration("shown").schema())
                    .containsEntry("properties", SCHEMA.get("properties"))
                    .containsEntry("required", SCHEMA.get("required"))
                    .containsEntry("dependentRequired", SCHEMA.get("dependentRequired"))
                    .containsEntry("additionalProperties", false)
                    .containsKey("$schema");
        }
        assertThat(range.asked).hasValue(1);
    }

    @Test
    void valuesAreHeldToItsSchemaAndThenToItsRules() {
        PluginClient plugin = install("checked", new Range(SCHEMA));

        assertThat(plugin.configure(Map.of("from", "7", "to", 9))).isEqualTo(Map.of("from", 7, "to", 9));
        assertThat(refusal(plugin, Map.of("to", 101))).contains("'to' cannot be '101'");
        assertThat(refusal(plugin, Map.of("to", "many"))).contains("'to' cannot be 'many'");
        assertThat(refusal(plugin, Map.of("from", 1))).contains("'to' is required");
        assertThat(refusal(plugin, Map.of("to", 1, "form", 1))).contains("no key 'form'");
        assertThat(refusal(plugin, Map.of("from", 9, "to", 7))).contains("from: is above 'to'");
        assertThat(runtime.plugins().configuration("checked").effective()).isEqualTo(Map.of("from", 7, "to", 9));
    }

    @Test
    void keysThatNobodySpeaksOfAreTakenWhereItSaysSo() {
        PluginClient plugin = install("open", new Range(Map.of("additionalProperties", true)));
        PluginClient silent = install("silent", new Range(Map.of()));

        assertThat(plugin.configure(Map.of("any", "thing"))).containsEntry("any", "thing");
        assertThat(silent.configure(Map.of("any", "thing"))).containsEntry("any", "thing");
    }

    @Test
    void aSchemaThatIsNoneKeepsTheConfigurationAsItIs() {
        PluginClient plugin = install("odd", new Range(Map.of("properties", List.of("from"))));

        assertThat(refusal(plugin, Map.of("to", 1))).contains("'properties' of the schema has to be a map");
        assertThat(runtime.plugins().configuration("odd").schema()).containsEntry("properties", Map.of());
    }

    private static String refusal(PluginClient plugin, Map<String, Object> values) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(() -> plugin.configure(values))
                .isInstanceOf(InvalidConfigurationException.class)
                .satisfies(refused -> thrown[0] = refused);
        return String.valueOf(thrown[0].getMessage());
    }

    private static final class Range implements ConfigurationExtension {
        private final AtomicInteger asked = new AtomicInteger();
        private final Map<String, Object> schema;

        private Range(Map<String, Object> schema) {
            this.schema = schema;
        }

        @Override
        public Map<String, Object> schema() {
            asked.incrementAndGet();
            return schema;
        }

        @Override
        public List<Problem> validate(Map<String, Object> configuration) {
            return configuration.get("from") instanceof Number from
                            && configuration.get("to") instanceof Number to
                            && from.longValue() > to.longValue()
                    ? List.of(new Problem("from", "is above 'to'"))
                    : List.of();
        }
    }
}
