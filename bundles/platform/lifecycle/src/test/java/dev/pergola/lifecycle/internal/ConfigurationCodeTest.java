package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.store.ConfigurationRevision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is assumed of the configuration of a plugin that cannot be asked: rather too much is secret than too little (R52). */
class ConfigurationCodeTest {
    private static final String METATYPE = """
            <MetaData xmlns="http://www.osgi.org/xmlns/metatype/v1.3.0">
              <OCD id="shape" name="Shape">
                <AD id="host" type="String" required="false"/>
                <AD id="password" type="Password" required="false"/>
              </OCD>
              <Designate pid="plugin"><Object ocdref="shape"/></Designate>
            </MetaData>
            """;

    /** The name of the extension point is in the class file of whoever implements it, and of whoever registers one. */
    private static final String IMPLEMENTING = "…dev/pergola/api/extension/ConfigurationExtension…";

    @TempDir
    Path folder;

    @Test
    void whatTheMetatypeKnowsIsShownWhereNoCodeCanSayOtherwise() throws IOException {
        Map<String, Map<String, Object>> properties = properties(Map.of("a/Plain.class", "…java/lang/Object…"));

        assertThat(properties.get("host")).doesNotContainKey("writeOnly");
        assertThat(properties.get("password")).containsEntry("writeOnly", true);
        assertThat(properties.get("left-over")).containsEntry("writeOnly", true);
    }

    @Test
    void whatWasSetIsSecretWhereTheCodeMaySaySo() throws IOException {
        for (Map<String, String> code : List.of(
                Map.of("a/Extension.class", IMPLEMENTING),
                Map.of("META-INF/versions/17/a/Extension.class", IMPLEMENTING),
                Map.of("lib/embedded.jar", "who knows"))) {
            assertThat(properties(code).values())
                    .as(code.toString())
                    .allSatisfy(property -> assertThat(property).containsEntry("writeOnly", true));
        }
    }

    @Test
    void keysThatTheCodeMayKnowAreTakenUntilItCanBeAsked() throws IOException {
        assertThat(section(Map.of("a/Plain.class", "")).allowsOthers(false)).isFalse();
        assertThat(section(Map.of("a/Extension.class", IMPLEMENTING)).allowsOthers(false))
                .isTrue();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, Object>> properties(Map<String, String> code) throws IOException {
        SchemaSection section = section(code);
        return (Map<String, Map<String, Object>>) shape(code).schema(section).get("properties");
    }

    private SchemaSection section(Map<String, String> code) throws IOException {
        ConfigurationRevision set = new ConfigurationRevision(
                "plugin", 1, Map.of("host", "h", "password", "p", "left-over", "l"), "test", Instant.EPOCH);
        return ConfigurationCode.unasked(jar(code), shape(code), List.of(set));
    }

    private ConfigurationShape shape(Map<String, String> code) throws IOException {
        return ConfigurationShape.of("plugin", jar(code));
    }

    private Path jar(Map<String, String> code) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>(code);
        entries.put("OSGI-INF/metatype/plugin.xml", METATYPE);
        return TestJars.write(folder.resolve("plugin.jar"), TestJars.plugin("plugin", "1.0.0"), entries);
    }
}
