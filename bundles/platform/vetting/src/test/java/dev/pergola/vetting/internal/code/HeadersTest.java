package dev.pergola.vetting.internal.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.vetting.internal.code.Headers.Clause;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** Manifests are taken apart as the specification says, whatever is in them. */
class HeadersTest {
    @Test
    void quotesKeepWhatTheyHoldTogether() {
        List<Clause> clauses = Headers.clauses(
                "a.b;c.d;version=\"[1,2)\";resolution:=optional , e;x:List<String>=\"1,2\";f:=\"(a=b)\"");

        assertThat(clauses).hasSize(2);
        assertThat(clauses.get(0).paths()).containsExactly("a.b", "c.d");
        assertThat(clauses.get(0).range("version").includes(Version.parseVersion("1.5")))
                .isTrue();
        assertThat(clauses.get(0).range("version").includes(Version.parseVersion("2")))
                .isFalse();
        assertThat(clauses.get(0).optional()).isTrue();
        assertThat(clauses.get(1).attribute("x")).isEqualTo("1,2");
        assertThat(clauses.get(1).directives()).containsEntry("f", "(a=b)");
    }

    @Test
    void nonsenseGivesNothingAndDoesNoHarm() {
        assertThat(Headers.clauses("")).isEmpty();
        assertThat(Headers.clauses(";;,=;,\""))
                .allSatisfy(clause -> assertThat(clause.paths()).isNotEmpty());
        assertThat(Headers.clauses("a;version=\"]x\"").get(0).range("version").includes(Version.emptyVersion))
                .isTrue();
        assertThat(Headers.version("one.two")).isEqualTo(Version.emptyVersion);
    }

    @Test
    void namesOfHeadersHaveNoCase() {
        assertThat(Headers.value(Map.of("bundle-ACTIVATOR", "a.B"), "Bundle-Activator"))
                .isEqualTo("a.B");
    }
}
