package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a jar needs against what is there (R71, R73). */
class AvailabilityTest {
    @TempDir
    Path folder;

    private int count;

    @Test
    void findsADependencyInRangeAndNamesOneThatIsNot() throws IOException {
        Descriptor units1 = plugin("units", "1.4.0", "");
        Descriptor recipes = plugin("recipes", "1.0.0", needs("units", "1.0.0", "2.0.0"));

        assertThat(with(units1).missing(recipes)).isEmpty();
        assertThat(with().missing(recipes)).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("dependency-missing");
            assertThat(problem.message()).contains("recipes", "units", "[1.0.0,2.0.0)", "not running");
            assertThat(problem.remedy()).contains("units");
        });
        assertThat(with(plugin("units", "2.0.0", "")).missing(recipes))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("[2.0.0]"));
    }

    @Test
    void findsPackagesByNameAndVersion() throws IOException {
        Descriptor library = library("lib", "org.acme.text;version=1.5.0");
        Descriptor user = descriptor(Map.of(
                "Bundle-ManifestVersion", "2",
                "Bundle-SymbolicName", "user",
                "Import-Package", "org.acme.text;version=\"[1.2,2)\""));

        assertThat(with(library).missing(user)).isEmpty();
        assertThat(with(library("lib", "org.acme.text;version=2.0.0")).missing(user))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("org.acme.text"));
    }

    @Test
    void leavesOptionalImportsAlone() throws IOException {
        Descriptor user = descriptor(Map.of(
                "Bundle-ManifestVersion", "2",
                "Bundle-SymbolicName", "user",
                "Import-Package", "org.acme.text;resolution:=optional"));

        assertThat(with().missing(user)).isEmpty();
    }

    @Test
    void aCircleIsStartableOnlyAsAWhole() throws IOException {
        Descriptor a = plugin("a", "1.0.0", needs("b", "1.0.0", "2.0.0"));
        Descriptor b = plugin("b", "1.0.0", needs("a", "1.0.0", "2.0.0"));
        Descriptor lonely = plugin("lonely", "1.0.0", needs("nobody", "1.0.0", "2.0.0"));

        assertThat(Availability.startable(with(), List.of(a, b, lonely))).isEqualTo(Set.of(a, b));
        assertThat(Availability.startable(with(), List.of(a, lonely))).isEmpty();
    }

    private static Availability with(Descriptor... there) {
        return Availability.of(Set.of(), List.of(), List.of(there));
    }

    private static String needs(String id, String from, String below) {
        return "osgi.identity;filter:=\"(&(osgi.identity=" + id + ")(version>=" + from + ")(!(version>=" + below
                + ")))\"";
    }

    private Descriptor plugin(String id, String version, String requirement) throws IOException {
        return descriptor(
                requirement.isEmpty() ? TestJars.plugin(id, version) : TestJars.plugin(id, version, requirement));
    }

    private Descriptor library(String name, String exported) throws IOException {
        return descriptor(
                Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", name, "Export-Package", exported));
    }

    private Descriptor descriptor(Map<String, String> headers) throws IOException {
        return DescriptorReader.read(
                TestJars.write(folder.resolve(count++ + ".jar"), headers), "0".repeat(63) + count % 10);
    }
}
