package dev.pergola.permissions.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.permissions.internal.Bounds.Here;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.service.condpermadmin.ConditionInfo;

class BoundsTest {
    private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");

    private static Bounds of(String tier, String isolation) {
        return new Bounds(Optional.empty(), tier, isolation, "");
    }

    /** Felix looks for them by name: a name that nobody has would be a row that nobody is held to. */
    @Test
    void everyConditionIsOneOfTheKernels() throws Exception {
        Bounds all = new Bounds(Optional.of(NOW), "sandbox", "A", "ab".repeat(32));
        assertThat(all.conditions(true)).hasSize(4);
        for (boolean allows : new boolean[] {true, false}) {
            for (ConditionInfo info : all.conditions(allows)) {
                assertThat(Class.forName(info.getType())
                                .getMethod("getCondition", Bundle.class, ConditionInfo.class)
                                .getReturnType())
                        .isEqualTo(org.osgi.service.condpermadmin.Condition.class);
                assertThat(info.getArgs()).hasSize(allows ? 1 : 2);
            }
        }
        assertThat(Bounds.NONE.conditions(true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'',      '',  true,  true",
        "in-process, '', true, true",
        "sandbox, '',  false, false",
        "'',      C,   false, true",
        "'',      none, true, true"
    })
    void itIsToldInThisProcessWhatTheRowsDo(String tier, String isolation, boolean allowed, boolean denied) {
        Here here = new Here("in-process", "none");
        assertThat(of(tier, isolation).hold(here, NOW, true)).isEqualTo(allowed);
        assertThat(of(tier, isolation).hold(here, NOW, false)).isEqualTo(denied);
    }

    @Test
    void aProcessOfWhichNothingIsKnownIsAllowedNothingOnTerms() {
        Here unknown = new Here("unknown", "unknown");
        assertThat(of("sandbox", "").hold(unknown, NOW, true)).isFalse();
        assertThat(of("", "C").hold(unknown, NOW, true)).isFalse();
        assertThat(of("", "C").hold(unknown, NOW, false)).isTrue();
        assertThat(Bounds.NONE.hold(unknown, NOW, true)).isTrue();
        assertThat(new Bounds(Optional.of(NOW), "", "", "").hold(unknown, NOW, true))
                .isFalse();
    }

    @Test
    void aNarrowerGrantIsNothingBesideAWiderOne() {
        Bounds dated = new Bounds(Optional.of(NOW), "", "", "");
        assertThat(dated.areWithin(Bounds.NONE)).isTrue();
        assertThat(Bounds.NONE.areWithin(dated)).isFalse();
        assertThat(dated.areWithin(new Bounds(Optional.of(NOW.plusSeconds(1)), "", "", "")))
                .isTrue();
        assertThat(of("sandbox", "A").areWithin(of("sandbox", "B"))).isTrue();
        assertThat(of("sandbox", "B").areWithin(of("sandbox", "A"))).isFalse();
        assertThat(of("sandbox", "").areWithin(of("sandbox", "A"))).isFalse();
        assertThat(of("sandbox", "").areWithin(of("in-process", ""))).isFalse();
    }
}
