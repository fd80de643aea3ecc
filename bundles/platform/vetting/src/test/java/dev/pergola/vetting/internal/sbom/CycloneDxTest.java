package dev.pergola.vetting.internal.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pergola.vetting.VettingException;
import dev.pergola.vetting.testing.Jars;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R147. */
class CycloneDxTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private Path jar() {
        byte[] deep = Jars.library()
                .header("Bundle-SymbolicName", "deep.one")
                .header("Bundle-Version", "3.0.0")
                .bytes();
        byte[] library = Jars.library()
                .pom("org.yaml", "snakeyaml", "2.2")
                .header("Bundle-License", "Apache-2.0;link=\"https://www.apache.org\"")
                .entry("inner/deep.jar", deep)
                .bytes();
        byte[] nameless = Jars.library().entry("LICENSE", "MIT or not").bytes();
        return Jars.plugin("demo", "1.2.3")
                .header("Bundle-License", "EPL-2.0 OR Apache-2.0")
                .pom("com.acme", "shaded thing", "1")
                .pom("com.acme", "shaded", "1")
                .entry("lib/snakeyaml.jar", library)
                .entry("lib/strange näme.jar", nameless)
                .entry("com/google/gson/Gson.class", "x")
                .in(folder.resolve("demo.jar"));
    }

    @Test
    void theBillNamesThePluginAndAllThatIsInIt() throws IOException {
        JsonNode bill = JSON.readTree(new CycloneDx().cycloneDx(jar()));
        JsonNode root = bill.at("/metadata/component");
        assertThat(root.path("name").asText()).isEqualTo("demo");
        assertThat(root.path("version").asText()).isEqualTo("1.2.3");
        assertThat(root.at("/licenses/0/expression").asText()).isEqualTo("EPL-2.0 OR Apache-2.0");
        assertThat(bill.path("components").findValuesAsText("purl"))
                .containsExactlyInAnyOrder(
                        "pkg:maven/com.acme/shaded@1",
                        "pkg:maven/com.google.code.gson/gson",
                        "pkg:maven/org.yaml/snakeyaml@2.2",
                        "pkg:generic/deep.one@3.0.0",
                        "pkg:generic/strange%20n%C3%A4me.jar");
        JsonNode yaml = component(bill, "snakeyaml");
        assertThat(yaml.at("/licenses/0/license/id").asText()).isEqualTo("Apache-2.0");
        assertThat(yaml.at("/evidence/occurrences/0/location").asText()).isEqualTo("lib/snakeyaml.jar");
        assertThat(yaml.at("/hashes/1/content").asText()).hasSize(64);
        assertThat(component(bill, "deep.one")
                        .at("/evidence/occurrences/0/location")
                        .asText())
                .isEqualTo("lib/snakeyaml.jar!/inner/deep.jar");
        assertThat(component(bill, "shaded").has("hashes")).isFalse();
        assertThat(bill.at("/dependencies/0/dependsOn")).hasSize(5);
    }

    private static JsonNode component(JsonNode bill, String name) {
        for (JsonNode component : bill.path("components")) {
            if (component.path("name").asText().equals(name)) return component;
        }
        throw new AssertionError("no component " + name + " in " + bill);
    }

    @Test
    void theBillIsWhatItsFormatSays() throws IOException {
        Schema schema = schema();
        String bill = new String(new CycloneDx().cycloneDx(jar()), StandardCharsets.UTF_8);
        assertThat(schema.validate(bill, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(bill.replace("\"SHA-256\"", "\"SHA-257\""), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema.validate(bill.replace("\"library\"", "\"book\""), InputFormat.JSON))
                .isNotEmpty();
    }

    private static Schema schema() throws IOException {
        String base = "http://cyclonedx.org/schema/";
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7,
                builder -> builder.schemas(Map.of(
                        base + "spdx.schema.json", resource("spdx.schema.json"),
                        base + "jsf-0.82.schema.json", resource("jsf-0.82.schema.json"))));
        return registry.getSchema(resource("bom-1.6.schema.json"));
    }

    private static String resource(String name) {
        try (InputStream in = CycloneDxTest.class.getResourceAsStream("/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theSameJarHasTheSameBill() {
        Path jar = jar();
        assertThat(new CycloneDx().cycloneDx(jar)).isEqualTo(new CycloneDx().cycloneDx(jar));
    }

    @Test
    void whatIsNoJarHasNoBill() throws IOException {
        Path file = Files.writeString(folder.resolve("x.jar"), "no zip");
        assertThatThrownBy(() -> new CycloneDx().cycloneDx(file)).isInstanceOf(VettingException.class);
    }

    @Test
    void jarsInJarsHaveABottom() {
        byte[] jar = Jars.library().bytes();
        for (int i = 0; i < 7; i++) jar = Jars.library().entry("in.jar", jar).bytes();
        Path file = Jars.library().entry("in.jar", jar).in(folder.resolve("deep.jar"));
        assertThatThrownBy(() -> ArchiveReader.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("deep");
    }
}
