package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.utils.resource.RequirementImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

class JavaCheckTest {
    private final JavaCheck check = new JavaCheck(17);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(&(osgi.ee=JavaSE)(version=17))",
                "(&(osgi.ee=JavaSE)(version=1.8))",
                "(&(osgi.ee=JavaSE)(version>=11))",
                "(|(&(osgi.ee=JavaSE)(version=99))(&(osgi.ee=JavaSE)(version=11)))",
                "(osgi.ee=JavaSE/compact1)"
            })
    void passesWhatThisJavaRuns(String filter) {
        assertThat(check.ask(requiring(filter)).passes()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(&(osgi.ee=JavaSE)(version=21))", "(&(osgi.ee=JavaSE)(version>=21))"})
    void blocksWhatItDoesNot(String filter) {
        assertThat(check.ask(requiring(filter))).isInstanceOf(Verdict.Block.class);
    }

    @Test
    void namesBothVersions() {
        assertThat(check.ask(requiring("(&(osgi.ee=JavaSE)(version=21))")).message())
                .contains("needs Java 21", "this is Java 17");
    }

    private static Descriptor requiring(String filter) {
        return new Descriptor(
                "sample",
                Version.parseVersion("1.0.0"),
                "",
                Map.of(),
                Optional.empty(),
                List.of(),
                List.of(new RequirementImpl(null, "osgi.ee", Map.of("filter", filter), Map.of())));
    }
}
