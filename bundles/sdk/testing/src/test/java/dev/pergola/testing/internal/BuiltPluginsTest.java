package dev.pergola.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.OSGiHeader;
import dev.pergola.api.PluginBuilder;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;

/** What is made in code says of itself what the annotations say; see ManifestTest of the SDK's API. */
class BuiltPluginsTest {
    private final Attributes headers = BuiltPlugins.manifest(
                    PluginBuilder.plugin("sample", "1.2.3")
                            .name("Sample; with, odd = characters \\ and so on")
                            .author("Ada Lovelace")
                            .description("Says\neverything: (all of it).")
                            .license("Apache-2.0 OR MIT")
                            .category("test")
                            .tags("one", "t,wo")
                            .engine("[1.1,1.4)")
                            .dependsOn("units", "[1.0,2.0)")
                            .dependsOn("anything", "1.0")
                            .conflictsWith("rival", "[0,3)")
                            .requestPermission("filesystem.read", "${data}/**")
                            .nodeTypes("sample.a", "sample.b")
                            .build()
                            .metadata(),
                    "key")
            .getMainAttributes();

    @Test
    void describesThePluginInACapability() {
        assertThat(clauses("Provide-Capability", "pergola.plugin"))
                .singleElement()
                .satisfies(plugin -> assertThat(plugin)
                        .containsEntry("id", "sample")
                        .containsEntry("name", "Sample; with, odd = characters \\ and so on")
                        .containsEntry("author", "Ada Lovelace")
                        .containsEntry("description", "Says everything: (all of it).")
                        .containsEntry("license", "Apache-2.0 OR MIT")
                        .containsEntry("category", "test"));
        assertThat((List<?>)
                        clauses("Provide-Capability", "pergola.plugin").get(0).getTyped("tags"))
                .asList()
                .containsExactlyInAnyOrder("one", "t,wo");
        assertThat((List<?>)
                        clauses("Provide-Capability", "pergola.node").get(0).getTyped("type"))
                .asList()
                .containsExactlyInAnyOrder("sample.a", "sample.b");
    }

    @Test
    void requiresWhatThePluginNeeds() {
        assertThat(clauses("Require-Capability", "pergola.engine"))
                .extracting(each -> each.get("filter:"))
                .containsExactly("(&(version>=1.1.0)(!(version>=1.4.0)))");
        assertThat(clauses("Require-Capability", "osgi.identity"))
                .extracting(each -> each.get("filter:"))
                .containsExactly(
                        "(&(osgi.identity=units)(&(version>=1.0.0)(!(version>=2.0.0))))",
                        "(&(osgi.identity=anything)(version>=1.0.0))");
        assertThat(clauses("Require-Capability", "pergola.conflict"))
                .singleElement()
                .satisfies(each -> assertThat(each)
                        .containsEntry("plugin", "rival")
                        .containsEntry("versions", "[0.0.0,3.0.0)")
                        .containsEntry("effective:", "pergola"));
        assertThat(clauses("Require-Capability", "pergola.permission"))
                .singleElement()
                .satisfies(each -> assertThat(each)
                        .containsEntry("permission", "filesystem.read")
                        .containsEntry("target", "${data}/**")
                        .containsEntry("effective:", "pergola"));
    }

    @Test
    void isABundleOfThatNameAndVersion() {
        assertThat(headers.getValue("Bundle-SymbolicName")).isEqualTo("sample");
        assertThat(headers.getValue("Bundle-Version")).isEqualTo("1.2.3");
    }

    private List<Attrs> clauses(String header, String namespace) {
        return OSGiHeader.parseHeader(headers.getValue(header)).entrySet().stream()
                .filter(clause -> clause.getKey().replaceAll("~+$", "").equals(namespace))
                .map(Map.Entry::getValue)
                .toList();
    }
}
