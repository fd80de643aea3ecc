package dev.pergola.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** R133. */
class RoleTest {
    @Test
    void everybodySeesAndAdministratorsMayEverything() {
        for (Role role : Role.values()) {
            assertThat(role.includes(Role.VIEWER)).isTrue();
            assertThat(role.includes(role)).isTrue();
            assertThat(Role.ADMIN.includes(role)).isTrue();
        }
    }

    @Test
    void operatorsPublishersAndReviewersAreBesideEachOther() {
        Set<Role> beside = EnumSet.of(Role.OPERATOR, Role.PUBLISHER, Role.REVIEWER);
        for (Role one : beside) {
            for (Role other : beside) assertThat(one.includes(other)).isEqualTo(one == other);
            assertThat(one.includes(Role.ADMIN)).isFalse();
            assertThat(Role.VIEWER.includes(one)).isFalse();
        }
    }

    @Test
    void isFoundByItsWord() {
        assertThat(Role.named("operator")).contains(Role.OPERATOR);
        assertThat(Role.named("Admin")).contains(Role.ADMIN);
        assertThat(Role.named("root")).isEmpty();
        assertThat(Role.PUBLISHER.word()).isEqualTo("publisher");
    }
}
