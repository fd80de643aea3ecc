package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.internal.TestStore;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;

/** Defaults, types, complaints and the schema come from the Metatype in the plugin's jar (R68), which need not run for that. */
class PluginConfigurationsTest {
    private static final String METATYPE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.3.0">
              <OCD id="shape" name="Shape">
                <AD id="retries" name="Retries" description="how often" type="Integer" default="3" min="0" max="9"/>
                <AD id="limit" type="Long" default="5000000000"/>
                <AD id="ratio" type="Double" default="0.5"/>
                <AD id="quiet" type="Boolean" default="false"/>
                <AD id="level" type="String" default="low">
                  <Option label="Low" value="low"/>
                  <Option label="High" value="high"/>
                </AD>
                <AD id="tags" type="String" cardinality="100" default=""/>
                <AD id="ports" type="Integer" cardinality="100" default="80,443"/>
                <AD id="name" name="Name" description="who it is" type="String" required="true"/>
                <AD id="secret" type="Password" required="false"/>
              </OCD>
              <Designate pid="%s"><Object ocdref="shape"/></Designate>
            </metatype:MetaData>
            """;

    @TempDir
    static Path folder;

    private static TestStore store;
    private static Framework framework;
    private static PluginConfigurations configurations;
    private static ConfigurationAdmin admin;
    private static ConfigurationArrival arrival;

    @BeforeAll
    static void start() throws Exception {
        store = new TestStore(folder.resolve("data"));
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("framework").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "org.osgi.service.cm;version=1.6.1,org.osgi.service.log;version=1.5.0"));
        framework.start();
        BundleContext context = framework.getBundleContext();
        for (String name : List.of("org.apache.felix.configadmin", "org.osgi.util.promise", "org.osgi.util.function")) {
            for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (new File(jar).getName().startsWith(name + "-"))
                    context.installBundle(new File(jar).toURI().toString());
            }
        }
        for (Bundle bundle : context.getBundles()) bundle.start();
        admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        arrival = new ConfigurationArrival(context, admin);
        configurations = new PluginConfigurations(store.configurations(), admin, arrival);
    }

    @AfterAll
    static void stop() throws Exception {
        arrival.close();
        framework.stop();
        framework.waitForStop(10_000);
        store.close();
    }

    @Test
    void whatIsNotSetHasItsDefaultInItsType() throws Exception {
        ConfigurationShape shape = plugin("defaults");

        Map<String, Object> effective = configurations.effective("defaults", shape);

        assertThat(effective)
                .containsEntry("retries", 3)
                .containsEntry("limit", 5_000_000_000L)
                .containsEntry("ratio", 0.5)
                .containsEntry("quiet", false)
                .containsEntry("level", "low")
                .containsEntry("ports", List.of(80, 443))
                .doesNotContainKeys("name", "secret");
    }

    @Test
    void anEmptyArrayIsADefaultTooAndNotOneEmptyText() throws Exception {
        assertThat(configurations.effective("empty", plugin("empty"))).containsEntry("tags", List.of());
    }

    @Test
    void whatTheOperatorSetGoesOverTheDefaultsAndIsForgottenAgain() throws Exception {
        ConfigurationShape shape = plugin("stored");
        configurations.save("stored", Map.of("retries", 7, "name", "Ada"), "test");

        assertThat(configurations.effective("stored", shape))
                .containsEntry("retries", 7)
                .containsEntry("name", "Ada")
                .containsEntry("level", "low");

        configurations.forget("stored");
        assertThat(configurations.effective("stored", shape))
                .containsEntry("retries", 3)
                .doesNotContainKey("name");
    }

    @Test
    void textsAreGivenTheirTypes() throws Exception {
        Map<String, Object> checked = plugin("typed")
                .validate(
                        SchemaSection.NONE,
                        Map.of(
                                "name",
                                "Ada, \\ Grace",
                                "retries",
                                " 4 ",
                                "limit",
                                6_000_000_000L,
                                "ratio",
                                1,
                                "quiet",
                                "true",
                                "tags",
                                List.of("a,b", "c"),
                                "ports",
                                List.of("1", 2)));

        assertThat(checked)
                .containsEntry("name", "Ada, \\ Grace")
                .containsEntry("retries", 4)
                .containsEntry("limit", 6_000_000_000L)
                .containsEntry("ratio", 1.0)
                .containsEntry("quiet", true)
                .containsEntry("tags", List.of("a,b", "c"))
                .containsEntry("ports", List.of(1, 2));
    }

    @Test
    void everyProblemIsNamedAtOnce() throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("retries", 10);
        values.put("limit", "many");
        values.put("quiet", "perhaps");
        values.put("level", "middling");
        values.put("ports", List.of(80, "http"));
        values.put("ratio", List.of(1, 2));
        values.put("colour", "blue");

        List<Problem> problems = problems("wrong", values);

        assertThat(problems).extracting(Problem::code).containsOnly("wrong-value", "unknown-key", "missing-key");
        for (String key : values.keySet()) {
            assertThat(problems)
                    .as(key)
                    .filteredOn(p -> p.message().contains("'" + key + "'"))
                    .hasSize(1);
        }
        assertThat(problems)
                .filteredOn(p -> p.code().equals("missing-key"))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.message()).contains("'name'");
                    assertThat(p.remedy()).contains("who it is");
                });
        assertThat(problems)
                .filteredOn(p -> p.message().contains("'level'"))
                .singleElement()
                .satisfies(p -> assertThat(p.remedy()).contains("low", "high"));
        assertThat(problems)
                .filteredOn(p -> p.code().equals("unknown-key"))
                .singleElement()
                .satisfies(p -> assertThat(p.remedy()).contains("retries", "name"));
    }

    @Test
    void anEmptyListIsAValueOfAnArrayAndNoneOfAScalar() throws Exception {
        assertThat(plugin("lists")
                        .validate(SchemaSection.NONE, Map.of("name", "Ada", "tags", List.of(), "ports", List.of())))
                .containsEntry("tags", List.of())
                .containsEntry("ports", List.of());
        assertThat(problems("lists-wrong", Map.of("name", List.of()))).hasSize(1);
    }

    @Test
    void theSchemaSaysTheSame() throws Exception {
        Map<String, Object> schema = plugin("schema").schema(SchemaSection.NONE);

        assertThat(schema)
                .containsEntry("type", "object")
                .containsEntry("additionalProperties", false)
                .containsEntry("required", List.of("name"));
        Map<String, Map<String, Object>> properties = properties(plugin("schema"));
        assertThat(properties)
                .containsOnlyKeys("retries", "limit", "ratio", "quiet", "level", "tags", "ports", "name", "secret");
        assertThat(properties.get("retries"))
                .containsEntry("type", "integer")
                .containsEntry("title", "Retries")
                .containsEntry("description", "how often")
                .containsEntry("default", 3);
        assertThat(properties.get("level")).containsEntry("enum", List.of("low", "high"));
        assertThat(properties.get("tags"))
                .containsEntry("type", "array")
                .containsEntry("items", Map.of("type", "string"))
                .containsEntry("default", List.of());
        assertThat(properties.get("ports"))
                .containsEntry("items", Map.of("type", "integer"))
                .containsEntry("default", List.of(80, 443));
        assertThat(properties.get("secret")).containsEntry("writeOnly", true).doesNotContainKey("default");
    }

    @Test
    void aPluginWithoutMetatypeTakesAnythingAndSaysSoInItsSchema() throws Exception {
        ConfigurationShape shape = shape("shapeless", Map.of());

        assertThat(shape.validate(SchemaSection.NONE, Map.of("any", "thing"))).containsEntry("any", "thing");
        assertThat(shape.schema(SchemaSection.NONE))
                .containsEntry("additionalProperties", true)
                .containsEntry("properties", Map.of());
    }

    @Test
    void whatIsStoredIsPushedAndWhatIsForgottenIsTakenBack() throws Exception {
        configurations.save("pushed", Map.of("n", 1, "tags", List.of("a", "b")), "test");
        configurations.push("pushed");

        var properties = admin.getConfiguration("pushed", "?").getProperties();
        assertThat(properties.get("n")).isEqualTo(1);
        assertThat(properties.get("tags")).isEqualTo(new String[] {"a", "b"});

        configurations.forget("pushed");
        configurations.push("pushed");
        assertThat(admin.listConfigurations("(service.pid=pushed)")).isNull();
    }

    @Test
    void numbersHaveTheirBoundsInTheSchemaAndTextsHaveThemWhereTheyAreChecked() throws Exception {
        assertThat(properties(plugin("bounds")).get("retries"))
                .containsEntry("minimum", 0)
                .containsEntry("maximum", 9);
        assertThat(properties(plugin("bounds")).get("limit")).doesNotContainKeys("minimum", "maximum");
    }

    @Test
    void aSecretIsNotRepeatedInWhatIsSaidOfIt() throws Exception {
        assertThat(problems("secretive", Map.of("name", "Ada", "secret", List.of("hunter2", "hunter3"))))
                .isNotEmpty()
                .noneMatch(problem -> problem.message().contains("hunter"));
    }

    @Test
    void textsComeFromTheFileThatTheyAreIn() throws Exception {
        String metatype = METATYPE.formatted("spoken")
                .replace("name=\"Retries\"", "name=\"%retries\"")
                .replace("\"how often\"", "\"%unknown\"")
                .replace("/v1.3.0\">", "/v1.3.0\" localization=\"OSGI-INF/l10n/shape\">");
        ConfigurationShape shape = shape(
                "spoken",
                Map.of("OSGI-INF/metatype/s.xml", metatype, "OSGI-INF/l10n/shape.properties", "retries=Attempts"));

        assertThat(properties(shape).get("retries"))
                .containsEntry("title", "Attempts")
                .containsEntry("description", "unknown");
    }

    /** R139: the file is the plugin's, and is not to make the platform read anything else, or work for ever. */
    @Test
    void aHostileMetatypeIsPassedOver() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "top secret");
        String good = METATYPE.formatted("hostile");
        String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        for (String hostile : List.of(
                good.replace(head, head + "<!DOCTYPE x [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>\n")
                        .replace("who it is", "&e;"),
                good.replace(head, head + "<!DOCTYPE x [<!ENTITY e \"" + "e".repeat(99) + "\">]>\n")
                        .replace("who it is", "&e;&e;&e;"),
                good.replace("</metatype:MetaData>", ""),
                "",
                good + "<!--" + "x".repeat(300_000) + "-->")) {
            ConfigurationShape shape = shape("hostile", Map.of("OSGI-INF/metatype/a.xml", hostile));
            assertThat(shape.schema(SchemaSection.NONE).toString()).doesNotContain("top secret", "eee");
        }
        ConfigurationShape beside =
                shape("hostile", Map.of("OSGI-INF/metatype/a.xml", "<junk", "OSGI-INF/metatype/b.xml", good));
        assertThat(beside.knows("retries")).isTrue();
    }

    private static List<Problem> problems(String id, Map<String, Object> values) throws Exception {
        ConfigurationShape shape = plugin(id);
        return catchThrowableOfType(
                        InvalidConfigurationException.class, () -> shape.validate(SchemaSection.NONE, values))
                .problems();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> properties(ConfigurationShape shape) {
        return (Map<String, Map<String, Object>>)
                shape.schema(SchemaSection.NONE).get("properties");
    }

    private static ConfigurationShape plugin(String id) throws Exception {
        return shape(id, Map.of("OSGI-INF/metatype/shape.xml", METATYPE.formatted(id)));
    }

    private static ConfigurationShape shape(String id, Map<String, String> entries) throws Exception {
        return ConfigurationShape.of(
                id, TestJars.write(folder.resolve(id + ".jar"), TestJars.plugin(id, "1.0.0"), entries));
    }
}
