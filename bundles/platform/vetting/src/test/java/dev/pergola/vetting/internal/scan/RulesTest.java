package dev.pergola.vetting.internal.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.vetting.internal.code.ArchiveLimits;
import dev.pergola.vetting.internal.code.Budget;
import dev.pergola.vetting.internal.code.PlatformClasses;
import dev.pergola.vetting.internal.testing.TestJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every rule applies to a jar, and does not apply to one that is like it (R136, R137). */
class RulesTest {
    private static final Samples SAMPLES = new Samples();
    private static final PlatformClasses PLATFORM = new PlatformClasses();

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> eachRuleTellsTheBadFromTheGood() {
        return SAMPLES.pairs().entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> {
                    assertThat(applying(sample.getValue().bad().get())).contains(sample.getKey());
                    assertThat(applying(sample.getValue().good().get())).doesNotContain(sample.getKey());
                }));
    }

    @Test
    void noRuleIsWithoutBoth() {
        assertThat(SAMPLES.pairs().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Rules.all().stream().map(Rule::id).toList());
    }

    @Test
    void rulesAreThereForPermissionsAndTheOtherWayRound() {
        List<String> rules = Rules.all().stream().map(Rule::id).toList();
        Map<String, List<String>> table = PermissionTable.all();
        assertThat(rules).containsAll(table.keySet());
        // What weighs nothing by itself is there only for its permission.
        assertThat(Rules.all().stream()
                        .filter(rule -> rule.level() == Level.NONE)
                        .map(Rule::id))
                .allMatch(table::containsKey);
    }

    @Test
    void aRuleSpeaksToPeople() {
        assertThat(Rules.all()).allSatisfy(rule -> {
            assertThat(rule.id()).matches("scan(\\.[a-z-]+)+");
            assertThat(rule.sentence()).matches("[a-z].*[^.]");
            assertThat(rule.remedy()).matches("[A-Z].*[^.]");
        });
    }

    private List<String> applying(byte[] jar) throws IOException {
        Path file = TestJar.write(folder, jar);
        Analysis analysis = Analysis.of(file, ArchiveLimits.DEFAULT, Budget.of(Duration.ofSeconds(20)), PLATFORM);
        return analysis.findings().stream().map(finding -> finding.rule().id()).toList();
    }
}
