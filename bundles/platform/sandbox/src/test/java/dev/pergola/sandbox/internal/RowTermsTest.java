package dev.pergola.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.sandbox.Isolation.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;

/** On what terms a row holds for a bundle in a sandbox. */
class RowTermsTest {
    private static final String SIGNER = "a".repeat(64);
    private static final String LOCATION = "pergola:plugin/one/1.0.0/ab12/3/" + SIGNER;

    @ParameterizedTest
    @CsvSource({
        "TierCondition, sandbox, true, true",
        "TierCondition, in-process, true, false",
        "TierCondition, in-process, false, false",
        "TierCondition, nowhere, true, false",
        "TierCondition, nowhere, false, true",
        "IsolationCondition, A, true, false",
        "IsolationCondition, B, true, true",
        "IsolationCondition, C, true, true",
        "IsolationCondition, A, false, true",
        "IsolationCondition, C, false, false",
        "IsolationCondition, Z, true, false",
        "IsolationCondition, Z, false, true",
        "SignerCondition, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, true, true",
        "SignerCondition, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, true, false",
        "SignerCondition, nobody, false, true",
        "DateCondition, nonsense, true, false",
        "DateCondition, nonsense, false, true",
        "OtherCondition, x, true, false",
        "OtherCondition, x, false, true"
    })
    void ofWhatASandboxIs(String condition, String value, boolean allows, boolean holds) {
        String[] arguments = allows ? new String[] {value} : new String[] {value, "deny"};
        ConditionInfo info = new ConditionInfo("dev.pergola.launcher.conditions." + condition, arguments);

        assertThat(RowTerms.of(allows, List.of(info)).hold(LOCATION, Tier.B)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "pergola:plugin/one/*, true",
        "pergola:*, true",
        "pergola:plugin/other/*, false",
        "pergola:library/*, false"
    })
    void ofItsLocation(String pattern, boolean holds) {
        String type = BundleLocationCondition.class.getName();
        RowTerms plain = RowTerms.of(true, List.of(new ConditionInfo(type, new String[] {pattern})));
        RowTerms negated = RowTerms.of(true, List.of(new ConditionInfo(type, new String[] {pattern, "!"})));

        assertThat(plain.hold(LOCATION, Tier.A)).isEqualTo(holds);
        assertThat(negated.hold(LOCATION, Tier.A)).isEqualTo(!holds);
    }

    @org.junit.jupiter.api.Test
    void ofTheFirstOfItsEnds() {
        String type = "dev.pergola.launcher.conditions.DateCondition";
        RowTerms terms = RowTerms.of(
                true,
                List.of(
                        new ConditionInfo(type, new String[] {"2031-01-01T00:00:00Z"}),
                        new ConditionInfo(type, new String[] {"2030-01-01T00:00:00Z"})));

        assertThat(terms.until()).isEqualTo(Optional.of(Instant.parse("2030-01-01T00:00:00Z")));
        assertThat(terms.hold(LOCATION, Tier.A)).isTrue();
    }
}
