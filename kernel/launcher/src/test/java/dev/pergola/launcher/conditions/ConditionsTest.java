package dev.pergola.launcher.conditions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.launcher.conditions.ThisProcess.Isolation;
import dev.pergola.launcher.conditions.ThisProcess.Tier;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.condpermadmin.Condition;
import org.osgi.service.condpermadmin.ConditionInfo;

/** R118: what rows go by beside a location; whatever cannot be told refuses. */
class ConditionsTest {
    private static final Instant END = Instant.parse("2027-01-31T12:00:00Z");
    private static final String KEY = "ab".repeat(32);

    private static ConditionInfo row(String value) {
        return new ConditionInfo("x", new String[] {value});
    }

    private static ConditionInfo denying(String value) {
        return new ConditionInfo("x", new String[] {value, "deny"});
    }

    private static ThisProcess process(String tier, String isolation) {
        return ThisProcess.of(Map.of(ThisProcess.TIER, tier, ThisProcess.ISOLATION, isolation)::get);
    }

    @Test
    void aProcessOfWhichNothingIsSaidIsAKernel() {
        ThisProcess kernel = ThisProcess.of(Map.<String, String>of()::get);
        assertThat(kernel).isEqualTo(new ThisProcess(Optional.of(Tier.IN_PROCESS), Optional.of(Isolation.NONE)));
        assertThat(kernel.tierName() + " " + kernel.isolationName()).isEqualTo("in-process none");
        assertThat(ThisProcess.HERE).isEqualTo(kernel);
        ThisProcess odd = process("moon", "Z");
        assertThat(odd.tierName() + " " + odd.isolationName()).isEqualTo("unknown unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "in-process, in-process, true, true",
        "sandbox,    in-process, false, false",
        "sandbox,    sandbox,    true, true",
        "in-process, moon,       false, true",
        "moon,       in-process, false, true",
        "'',         in-process, false, true"
    })
    void aTierIsThatOfTheProcess(String wanted, String here, boolean allowed, boolean denied) {
        ThisProcess process = process(here, "none");
        assertThat(TierCondition.of(row(wanted), process).isSatisfied()).isEqualTo(allowed);
        assertThat(TierCondition.of(denying(wanted), process).isSatisfied()).isEqualTo(denied);
    }

    @ParameterizedTest
    @CsvSource({
        "A,    A,    true,  true",
        "B,    A,    true,  false",
        "A,    B,    false, true",
        "C,    none, false, true",
        "none, none, true,  true",
        "none, C,    true,  false",
        "B,    Z,    false, true",
        "D,    A,    false, true"
    })
    void anIsolationIsAtLeastToAllowAndAtMostToDeny(String wanted, String here, boolean allowed, boolean denied) {
        ThisProcess process = process("sandbox", here);
        assertThat(IsolationCondition.of(row(wanted), process).isSatisfied()).isEqualTo(allowed);
        assertThat(IsolationCondition.of(denying(wanted), process).isSatisfied())
                .isEqualTo(denied);
    }

    @Test
    void whoSignedABundleIsAtTheEndOfItsLocationAndNowhereElse() {
        String location = "pergola:plugin/a/1.0.0/0123456789ab/7";
        assertThat(SignerCondition.of(row(KEY), location + "/" + KEY).isSatisfied())
                .isTrue();
        assertThat(SignerCondition.of(row(KEY), location).isSatisfied()).isFalse();
        assertThat(SignerCondition.of(denying(KEY), location).isSatisfied())
                .as("it is known to be unsigned")
                .isFalse();
        for (String odd : new String[] {
            location + "/" + "cd".repeat(32),
            location + "/" + KEY + "/" + KEY,
            location + "/" + KEY.toUpperCase(java.util.Locale.ROOT),
            "pergola:plugin/" + KEY + "/1/ab/1/x",
            "file:/" + KEY
        }) {
            assertThat(SignerCondition.of(row(KEY), odd).isSatisfied()).as(odd).isFalse();
        }
        assertThat(SignerCondition.of(denying(KEY), "file:/x.jar").isSatisfied())
                .as("nobody can tell")
                .isTrue();
        assertThat(SignerCondition.of(row(""), location).isSatisfied()).isFalse();
    }

    @Test
    void whatDoesNotChangeIsDecidedOnceAndForAll() {
        assertThat(TierCondition.of(row("in-process"), ThisProcess.HERE)).isSameAs(Condition.TRUE);
        assertThat(IsolationCondition.of(row("A"), ThisProcess.HERE)).isSameAs(Condition.FALSE);
        assertThat(SignerCondition.of(row(KEY), "pergola:plugin/a/1/ab/1/" + KEY))
                .isSameAs(Condition.TRUE);
    }

    @Test
    void aDateEndsOnceEvenWhereClocksAreSetBack() {
        AtomicReference<Instant> now = new AtomicReference<>(END.minusMillis(1));
        Condition until = DateCondition.of(row(END.toString()), now::get);
        assertThat(until.isPostponed()).isFalse();
        assertThat(until.isMutable()).isTrue();
        assertThat(until.isSatisfied()).isTrue();
        now.set(END);
        assertThat(until.isMutable()).as("nothing will bring it back").isFalse();
        assertThat(until.isSatisfied()).isFalse();
        now.set(END.minusSeconds(3600));
        assertThat(until.isMutable()).isFalse();
        assertThat(until.isSatisfied()).isFalse();
        assertThat(until.isSatisfied(new Condition[] {Condition.TRUE, until}, null))
                .isFalse();
    }

    @Test
    void aDateThatIsNoneRefuses() {
        assertThat(DateCondition.of(row("tomorrow"), () -> END).isSatisfied()).isFalse();
        assertThat(DateCondition.of(denying("tomorrow"), () -> END).isSatisfied())
                .isTrue();
        assertThat(DateCondition.of(denying(END.toString()), () -> END).isSatisfied())
                .as("a denial ends, too")
                .isFalse();
    }
}
