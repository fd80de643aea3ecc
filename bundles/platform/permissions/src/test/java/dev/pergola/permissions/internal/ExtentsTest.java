package dev.pergola.permissions.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.permissions.PluginPermission;
import dev.pergola.permissions.Standing;
import dev.pergola.store.PermissionDecision;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Declared and granted make effective, whatever the two are. */
class ExtentsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private final Vocabulary vocabulary = new Vocabulary(List::of);
    private final Places places = new Places(Path.of("/d/plugin-data/a"), Path.of("/tmp"));

    /** For each syntax, patterns of every kind that touch and do not touch, and things that they may stand for. */
    private static final Map<String, List<List<String>>> SAMPLES = Map.of(
            "filesystem.read",
            List.of(
                    List.of(
                            "*",
                            "/**",
                            "/*",
                            "/",
                            "/a",
                            "/a/*",
                            "/a/**",
                            "/a/b",
                            "/a/b/*",
                            "/a/b/**",
                            "/ab/**",
                            "${data}",
                            "${data}/**",
                            "${data}/*",
                            "/d/**",
                            "/d/plugin-data/*",
                            "${data}/x/**",
                            "${tmp}/*"),
                    List.of(
                            "/",
                            "/a",
                            "/a/b",
                            "/a/b/c",
                            "/a/c",
                            "/ab",
                            "/ab/c",
                            "/d",
                            "/d/plugin-data",
                            "/d/plugin-data/a",
                            "/d/plugin-data/a/x",
                            "/d/plugin-data/a/x/y",
                            "/tmp",
                            "/tmp/x")),
            "network.socket",
            List.of(
                    List.of(
                            "*",
                            "*:443",
                            "*:400-500",
                            "example.com",
                            "example.com:443",
                            "*.example.com",
                            "*.example.com:443",
                            "a.example.com:400-450",
                            "*.a.example.com",
                            "b.a.example.com:80"),
                    List.of(
                            "example.com:443",
                            "example.com:80",
                            "a.example.com:443",
                            "a.example.com:420",
                            "b.a.example.com:80",
                            "other.com:443",
                            "notexample.com:443")),
            "network.listen",
            List.of(List.of("*", "80", "80-90", "85-100", "1024-", "-1023"), List.of("80", "85", "90", "100", "2000")),
            "service.get",
            List.of(
                    List.of("*", "com.*", "com.a.*", "com.a.B", "com.ab.*", "org.*"),
                    List.of("com.a.B", "com.a.b.C", "com.ab.C", "org.X", "com.B")),
            "event.publish",
            List.of(List.of("*", "a/*", "a/b/*", "a/b", "ab/*"), List.of("a/b", "a/b/c", "ab/c", "a/c")),
            "gpu.access",
            List.of(List.of("*"), List.of("")));

    @TestFactory
    Stream<DynamicTest> theCommonPartOfTwoPatternsStandsForExactlyWhatBothStandFor() {
        return SAMPLES.entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> {
                    Syntax syntax = vocabulary.term(sample.getKey()).syntax();
                    List<String> patterns = normal(syntax, sample.getValue().get(0));
                    List<String> things = normal(syntax, sample.getValue().get(1));
                    for (String one : patterns) {
                        for (String other : patterns) {
                            Optional<String> common = syntax.common(one, other, places);
                            for (String thing : things) {
                                boolean both = syntax.covers(one, thing, places) && syntax.covers(other, thing, places);
                                boolean inCommon = common.filter(c -> syntax.covers(c, thing, places))
                                        .isPresent();
                                assertThat(inCommon)
                                        .as("%s in %s and %s, whose common part is %s", thing, one, other, common)
                                        .isEqualTo(both);
                            }
                            assertThat(syntax.common(other, one, places).isPresent())
                                    .isEqualTo(common.isPresent());
                            common.ifPresent(c -> {
                                assertThat(syntax.normal(c)).isEqualTo(c);
                                assertThat(syntax.covers(one, c, places)).isTrue();
                                assertThat(syntax.covers(other, c, places)).isTrue();
                            });
                            if (syntax.covers(one, other, places))
                                assertThat(common).contains(other);
                        }
                    }
                }));
    }

    private static List<String> normal(Syntax syntax, List<String> targets) {
        return targets.stream().map(syntax::normal).toList();
    }

    private Judge judge(PermissionDecision... decisions) {
        return new Judge(
                vocabulary,
                Book.of(List.of(decisions), List.of()),
                List.of(),
                NOW,
                new Bounds.Here("in-process", "none"));
    }

    private PermissionDecision granted(String target, String tier, Optional<Instant> until) {
        String normal = vocabulary.extent("filesystem.read", target).target();
        return new PermissionDecision("a", "", "filesystem.read", normal, tier, "", true, "ann", NOW, until);
    }

    private List<String> effective(Judge judge, String... declared) {
        List<Extent> extents = new ArrayList<>();
        for (String target : declared) extents.add(vocabulary.extent("filesystem.read", target));
        return judge.effective("a", extents, places, Optional.empty()).stream()
                .filter(judge::holdsHere)
                .map(one -> one.extent().target())
                .toList();
    }

    @Test
    void aWiderGrantGivesWhatIsDeclaredAndANarrowerWhatIsGranted() {
        assertThat(effective(judge(granted("*", "", Optional.empty())), "/a/**"))
                .containsExactly("/a/**");
        assertThat(effective(judge(granted("/a/b", "", Optional.empty())), "/a/**"))
                .containsExactly("/a/b");
        assertThat(effective(judge(granted("/b/**", "", Optional.empty())), "/a/**"))
                .isEmpty();
        assertThat(effective(
                        judge(granted("/a/b", "", Optional.empty()), granted("/a/**", "", Optional.empty())), "/**"))
                .containsExactly("/a/**");
        assertThat(effective(judge(), "/a/**")).isEmpty();
        assertThat(effective(judge(granted("*", "", Optional.empty())))).isEmpty();
    }

    @Test
    void whatIsOverAndWhatIsForAnotherTierCountsForNothing() {
        assertThat(effective(judge(granted("/a/**", "", Optional.of(NOW))), "/a/**"))
                .isEmpty();
        assertThat(effective(judge(granted("/a/**", "", Optional.of(NOW.plusNanos(1000)))), "/a/**"))
                .hasSize(1);
        assertThat(effective(judge(granted("/a/**", "sandbox", Optional.empty())), "/a/**"))
                .isEmpty();
        assertThat(effective(judge(granted("/a/**", "in-process", Optional.empty())), "/a/**"))
                .hasSize(1);
    }

    private Standing standing(Judge judge, String request) {
        Extent extent = vocabulary.extent("filesystem.read", request);
        return judge.finding("a", extent, places, Optional.of(Provenance.UNKNOWN))
                .standing();
    }

    @Test
    void theSameOrLessThanWasDecidedIsDecidedAndMoreIsNot() {
        PermissionDecision refused = new PermissionDecision(
                "a", "", "filesystem.read", "/b/**", "", "", false, "ann", NOW, Optional.empty());
        Judge judge = judge(granted("/a/**", "", Optional.empty()), granted("/b/c", "", Optional.empty()), refused);
        assertThat(standing(judge, "/a/**")).isEqualTo(Standing.GRANTED);
        assertThat(standing(judge, "/a/x")).isEqualTo(Standing.GRANTED);
        assertThat(standing(judge, "/b/x")).isEqualTo(Standing.REFUSED);
        assertThat(standing(judge, "/b/*")).isEqualTo(Standing.PARTLY_GRANTED);
        assertThat(standing(judge, "/**")).isEqualTo(Standing.UNDECIDED);
        assertThat(standing(judge, "/c")).isEqualTo(Standing.UNDECIDED);
        assertThat(standing(judge(granted("/a/**", "", Optional.of(NOW))), "/a/x"))
                .isEqualTo(Standing.EXPIRED);
    }

    @Test
    void aPluginPermissionCoversAsTheVocabularyDoes() {
        PluginPermission some = new PluginPermission("data.read", "orders.*");
        assertThat(some.implies(new PluginPermission("data.read", "orders.new")))
                .isTrue();
        assertThat(some.implies(new PluginPermission("data.read", "orders"))).isFalse();
        assertThat(some.implies(new PluginPermission("data.write", "orders.new")))
                .isFalse();
        assertThat(new PluginPermission("gpu.access", "")).isEqualTo(new PluginPermission("gpu.access", ""));
        assertThat(new PluginPermission("data.read", "*").implies(some)).isTrue();
        assertThat(some.implies(new PluginPermission("data.read", "*"))).isFalse();
    }
}
