package dev.pergola.api.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.OSGiHeader;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import dev.pergola.api.annotation.sample.Sample;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.Version;

/** What bnd makes of the annotations (R151): nobody writes a manifest. */
class ManifestTest {
    private static Jar jar;
    private static Manifest manifest;

    @BeforeAll
    static void build() throws Exception {
        try (Builder builder = new Builder()) {
            builder.addClasspath(classesOf(Plugin.class));
            builder.addClasspath(classesOf(Sample.class));
            builder.setBundleSymbolicName("sample");
            builder.setBundleVersion("1.2.3");
            builder.setProperty("Import-Package", "!org.jspecify.annotations, *");
            builder.setProperty("-privatepackage", Sample.class.getPackageName());
            builder.setProperty("-noimportjava", "true");
            jar = builder.build();
            builder.removeClose(jar);
            manifest = jar.getManifest();
            assertThat(builder.getErrors()).isEmpty();
        }
    }

    @AfterAll
    static void close() {
        jar.close();
    }

    @Test
    void describesThePluginInACapability() {
        assertThat(capabilities("pergola.plugin"))
                .singleElement()
                .satisfies(plugin -> assertThat(plugin)
                        .containsEntry("id", "sample")
                        .containsEntry("name", "Sample; with, odd = characters")
                        .containsEntry("author", "Ada Lovelace")
                        .containsEntry("description", "Says: everything (all of it), über-complete.")
                        .containsEntry("license", "Apache-2.0 OR MIT")
                        .containsEntry("category", "test")
                        .containsEntry("tags", "one,two"))
                .extracting(plugin -> plugin.getTyped("tags"))
                .isEqualTo(List.of("one", "two"));
    }

    @Test
    void requiresAnEngineInTheRange() {
        Attrs engine = requirements("pergola.engine").get(0);

        assertThat(matches(engine, Map.of("version", new Version(1, 1, 0)))).isTrue();
        assertThat(matches(engine, Map.of("version", new Version(1, 3, 9)))).isTrue();
        assertThat(matches(engine, Map.of("version", new Version(1, 4, 0)))).isFalse();
        assertThat(matches(engine, Map.of("version", new Version(1, 0, 0)))).isFalse();
    }

    @Test
    void requiresTheIdentityOfWhatItDependsOn() {
        List<Attrs> identities = requirements("osgi.identity");
        Function<Version, Map<String, Object>> units = version -> Map.of("osgi.identity", "units", "version", version);

        assertThat(identities)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.get("effective:")).isNull());
        assertThat(identities)
                .filteredOn(each -> matches(each, units.apply(new Version(1, 9, 0))))
                .hasSize(1);
        assertThat(identities)
                .filteredOn(each -> matches(each, units.apply(new Version(2, 0, 0))))
                .isEmpty();
        assertThat(identities)
                .filteredOn(each -> matches(each, Map.of("osgi.identity", "anything", "version", new Version(7, 0, 0))))
                .hasSize(1);
    }

    @Test
    void leavesConflictsAndPermissionsToThePlatform() {
        assertThat(requirements("pergola.conflict"))
                .singleElement()
                .satisfies(conflict -> assertThat(conflict)
                        .containsEntry("plugin", "rival")
                        .containsEntry("versions", "[0,3)")
                        .containsEntry("effective:", "pergola"));
        assertThat(requirements("pergola.permission"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).containsEntry("effective:", "pergola"))
                .anySatisfy(each -> assertThat(each)
                        .containsEntry("permission", "filesystem.read")
                        .containsEntry("target", "${data}/**")
                        .containsEntry("reason", "It reads its files."))
                .anySatisfy(each -> assertThat(each).containsEntry("permission", "metrics.read"));
    }

    @Test
    void listsNodeTypes() {
        assertThat(capabilities("pergola.node"))
                .singleElement()
                .extracting(node -> node.getTyped("type"))
                .isEqualTo(List.of("sample.a", "sample.b"));
    }

    @Test
    void givesComponentsTheirServiceProperties() throws Exception {
        String component;
        try (var stream =
                jar.getResource("OSGI-INF/" + Sample.class.getName() + ".xml").openInputStream()) {
            component = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(component)
                .containsSubsequence("name=\"" + TaskTypes.PROPERTY + "\"", "ONE", "TWO")
                .containsSubsequence("name=\"" + EventTopics.PROPERTY + "\"", "pergola/*", "sample/x")
                .containsSubsequence("name=\"" + Named.PROPERTY + "\"", "value=\"everything\"");
    }

    private static List<Attrs> capabilities(String namespace) {
        return clauses("Provide-Capability", namespace);
    }

    private static List<Attrs> requirements(String namespace) {
        return clauses("Require-Capability", namespace);
    }

    /** bnd tells clauses of one namespace apart by tildes at the end. */
    private static List<Attrs> clauses(String header, String namespace) {
        Parameters clauses = OSGiHeader.parseHeader(manifest.getMainAttributes().getValue(header));
        return clauses.entrySet().stream()
                .filter(clause -> clause.getKey().replaceAll("~+$", "").equals(namespace))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static boolean matches(Attrs requirement, Map<String, Object> capability) {
        try {
            return FrameworkUtil.createFilter(requirement.get("filter:")).matches(capability);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static File classesOf(Class<?> type) throws URISyntaxException, IOException {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI()).getCanonicalFile();
    }
}
