package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.api.PluginMetadata.PluginDependency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.VersionRange;

/** What a jar says of itself is read without trust (R65, R66, R69, R70, R75). */
class DescriptorReaderTest {
    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void name() {
        jar = folder.resolve("a.jar");
    }

    @Test
    void readsAPluginWithAllItSays() throws IOException {
        Map<String, String> headers = TestJars.plugin(
                "recipes",
                "1.2.3",
                "osgi.identity;filter:=\"(&(osgi.identity=units)(version>=1.0.0)(!(version>=2.0.0)))\","
                        + "pergola.conflict;plugin=old-recipes;versions=\"[0,1)\";effective:=pergola,"
                        + "pergola.permission;permission=\"filesystem.read\";target=\"${data}/**\";effective:=pergola");
        headers.merge("Provide-Capability", "pergola.node;type:List<String>=\"a,b\"", (a, b) -> a + "," + b);

        PluginMetadata metadata = read(headers).metadata().orElseThrow();

        assertThat(metadata.id()).isEqualTo("recipes");
        assertThat(metadata.version()).hasToString("1.2.3");
        assertThat(metadata.engine()).isEqualTo(new VersionRange("[1.0.0,2.0.0)"));
        assertThat(metadata.dependencies())
                .containsExactly(new PluginDependency("units", new VersionRange("[1.0.0,2.0.0)")));
        assertThat(metadata.conflicts())
                .containsExactly(new PluginDependency("old-recipes", new VersionRange("[0,1)")));
        assertThat(metadata.permissions()).containsExactly(new PermissionRequest("filesystem.read", "${data}/**", ""));
        assertThat(metadata.nodeTypes()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void takesAPlainBundleForALibrary() throws IOException {
        Descriptor library = read(Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "org.acme.lib"));

        assertThat(library.isPlugin()).isFalse();
        assertThat(library.id()).isEqualTo("org.acme.lib");
    }

    @ParameterizedTest
    @CsvSource({"author", "name", "id"})
    void namesTheFieldThatIsMissing(String field) {
        Map<String, String> headers = TestJars.plugin("recipes", "1.0.0");
        headers.put(
                "Provide-Capability",
                headers.get("Provide-Capability").replaceAll(";" + field + "=\"?[a-zA-Z]+\"?", ""));

        assertThatThrownBy(() -> read(headers))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'" + field + "'")
                .hasMessageContaining("missing");
    }

    @Test
    void namesTheEngineWhereItIsMissing() {
        Map<String, String> headers = TestJars.plugin("recipes", "1.0.0");
        headers.remove("Require-Capability");

        assertThatThrownBy(() -> read(headers)).hasMessageContaining("'engine'");
    }

    @Test
    void refusesAnIdThatIsNotTheSymbolicName() {
        Map<String, String> headers = TestJars.plugin("recipes", "1.0.0");
        headers.put("Bundle-SymbolicName", "something.else");

        assertThatThrownBy(() -> read(headers)).hasMessageContaining("something.else");
    }

    @Test
    void refusesHostileText() {
        Map<String, String> headers = TestJars.plugin("recipes", "1.0.0");
        headers.put("Provide-Capability", "pergola.plugin;id=recipes;name=\"" + "x".repeat(5000) + "\";author=Ada");

        assertThatThrownBy(() -> read(headers)).hasMessageContaining("'name'").hasMessageContaining("4096");
    }

    @Test
    void refusesFragmentsBecauseTheyRunWithTheirHostsRights() {
        Map<String, String> headers = TestJars.plugin("recipes", "1.0.0");
        headers.put("Fragment-Host", "dev.pergola.lifecycle");

        assertThatThrownBy(() -> read(headers)).hasMessageContaining("fragment");
    }

    @Test
    void refusesAJarThatIsNoBundle() {
        assertThatThrownBy(() -> read(Map.of("Main-Class", "x.Y")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Bundle-SymbolicName");
    }

    @Test
    void refusesAVersionThatIsNone() {
        Map<String, String> headers = TestJars.plugin("recipes", "one");

        assertThatThrownBy(() -> read(headers)).isInstanceOf(RefusedException.class);
    }

    @Test
    void refusesEntriesThatPointOutOfTheJar() throws IOException {
        TestJars.write(jar, TestJars.plugin("recipes", "1.0.0"), Map.of("../../etc/passwd", "x"));

        assertThatThrownBy(() -> DescriptorReader.read(jar, "0".repeat(64)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("outside");
    }

    @Test
    void tellsAHalfCopiedJarFromABadOne() throws IOException {
        TestJars.write(jar, TestJars.plugin("recipes", "1.0.0"), Map.of("big.txt", "x".repeat(100_000)));
        byte[] whole = Files.readAllBytes(jar);
        for (int part = 1; part < 10; part++) {
            Files.write(jar, Arrays.copyOf(whole, whole.length * part / 10));
            assertThatThrownBy(() -> DescriptorReader.requireComplete(jar)).isInstanceOf(IncompleteJarException.class);
        }
        Files.write(jar, whole);
        DescriptorReader.requireComplete(jar);
    }

    @Test
    void noticesADamagedEntry() throws IOException {
        TestJars.write(jar, TestJars.plugin("recipes", "1.0.0"), Map.of("noise.txt", noise()));
        byte[] bytes = Files.readAllBytes(jar);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 50, (byte) 0);
        Files.write(jar, bytes);

        assertThatThrownBy(() -> DescriptorReader.requireComplete(jar)).isInstanceOf(IncompleteJarException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(&(version>=1.0.0)(!(version>=2.0.0)))|[1.0.0,2.0.0)",
                "(version>=1.5.0)|1.5.0",
                "(&(version>=1.0.0)(version<=1.9.0))|[1.0.0,1.9.0]",
                "(&(!(version<=1.0.0))(!(version>=2.0.0)))|(1.0.0,2.0.0)",
                "(x=y)|0.0.0"
            })
    void understandsTheRangesThatBndWrites(String filter, String range) {
        assertThat(DescriptorReader.range(filter)).isEqualTo(new VersionRange(range));
    }

    private Descriptor read(Map<String, String> headers) throws IOException {
        TestJars.write(jar, headers);
        return DescriptorReader.read(jar, "0".repeat(64));
    }

    private static String noise() {
        StringBuilder text = new StringBuilder();
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 20_000; i++) text.append((char) ('a' + random.nextInt(26)));
        return text.toString();
    }
}
