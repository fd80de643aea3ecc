package dev.pergola.worker.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilePermission;
import java.security.Permission;
import java.util.List;
import java.util.PropertyPermission;
import org.junit.jupiter.api.Test;

/** What the kernel's rows say is what they say in a process without a framework (R118). */
class GrantsTest {
    private static final String HERE = "pergola:plugin/a/1.0.0/0/1";
    private static final String SIGNED = HERE + "/" + "ab".repeat(32);
    private static final Permission READ = new PropertyPermission("user.home", "read");
    private static final String READING = "(java.util.PropertyPermission \"user.home\" \"read\")";
    private static final String OURS = "[dev.pergola.launcher.conditions.";

    private final Grants grants = new Grants(List.of(HERE, SIGNED));

    @Test
    void nobodyMayDoAnythingBeforeThereAreRows() {
        assertThat(grants.allows(HERE, READ)).isFalse();
    }

    @Test
    void whatNoRowSpeaksOfIsDenied() {
        grants.replace(List.of(allow("", "(java.util.PropertyPermission \"user.dir\" \"read\")")));

        assertThat(grants.allows(HERE, READ)).isFalse();
    }

    @Test
    void theFirstRowThatSpeaksOfItDecides() {
        grants.replace(List.of(allow("", READING), deny("", "(java.security.AllPermission \"*\" \"*\")")));
        assertThat(grants.allows(HERE, READ)).isTrue();

        grants.replace(List.of(deny("", READING), allow("", "(java.security.AllPermission \"*\" \"*\")")));
        assertThat(grants.allows(HERE, READ)).isFalse();
        assertThat(grants.allows(HERE, new PropertyPermission("user.dir", "read")))
                .isTrue();
    }

    @Test
    void aRowIsAboutTheBundlesAtItsLocation() {
        grants.replace(List.of(allow(location("pergola:plugin/b/*"), READING)));
        assertThat(grants.allows(HERE, READ)).isFalse();

        grants.replace(List.of(allow(location("pergola:plugin/a/*"), READING)));
        assertThat(grants.allows(HERE, READ)).isTrue();
        assertThat(grants.allows("pergola:plugin/a/2.0.0/0/1", READ))
                .as("a bundle that is not here")
                .isFalse();
    }

    @Test
    void aRowHoldsUntilItEnds() {
        grants.replace(List.of(allow(OURS + "DateCondition \"2001-01-01T00:00:00Z\"]", READING)));
        assertThat(grants.allows(HERE, READ)).isFalse();

        grants.replace(List.of(allow(OURS + "DateCondition \"2999-01-01T00:00:00Z\"]", READING)));
        assertThat(grants.allows(HERE, READ)).isTrue();
    }

    @Test
    void aRowIsForOneSigner() {
        grants.replace(List.of(allow(OURS + "SignerCondition \"" + "ab".repeat(32) + "\"]", READING)));

        assertThat(grants.allows(SIGNED, READ)).isTrue();
        assertThat(grants.allows(HERE, READ)).isFalse();
    }

    @Test
    void aConditionThatNobodyKnowsKeepsARowFromAllowingAndNotFromDenying() {
        grants.replace(List.of(allow("[a.b.Unknown \"x\"]", READING)));
        assertThat(grants.allows(HERE, READ)).isFalse();

        grants.replace(List.of(deny("[a.b.Unknown \"x\"]", READING), allow("", READING)));
        assertThat(grants.allows(HERE, READ)).isFalse();
    }

    @Test
    void whatOneRowAllowsCountsTogether() {
        Permission both = new FilePermission("/tmp/x", "read,write");
        String read = "(java.io.FilePermission \"/tmp/-\" \"read\")";
        String write = "(java.io.FilePermission \"/tmp/x\" \"write\")";

        grants.replace(List.of(allow("", read + " " + write)));
        assertThat(grants.allows(HERE, both)).isTrue();

        grants.replace(List.of(allow("", read), allow("", write)));
        assertThat(grants.allows(HERE, both))
                .as("of two rows, each speaks of half of it")
                .isFalse();
    }

    @Test
    void aPluginsOwnKindOfPermissionIsNotTheOneThatWasGranted() {
        grants.replace(List.of(allow("", "(java.util.PropertyPermission \"*\" \"read\")")));

        assertThat(grants.allows(HERE, new Forged("user.home"))).isFalse();
    }

    @Test
    void whatIsDeniedOfAKindThatIsNotHereIsDeniedWhole() {
        String all = allow("", "(java.security.AllPermission \"*\" \"*\")");
        grants.replace(List.of(deny("", "(" + Forged.class.getName() + " \"other\" \"\")"), all));

        assertThat(grants.allows(HERE, new Forged("this"))).isFalse();
        assertThat(grants.allows(HERE, READ)).isTrue();
    }

    @Test
    void rowsThatMakeNoSenseChangeNothing() {
        grants.replace(List.of(allow("", READING)));

        assertThatThrownBy(() -> grants.replace(List.of("ALLOW everything")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(grants.allows(HERE, READ)).isTrue();
    }

    @Test
    void aPermissionThatMakesNoSenseAllowsNothingAndDeniesAllOfItsKind() {
        String nonsense = "(java.util.PropertyPermission \"user.dir\" \"fly\")";

        grants.replace(List.of(allow("", nonsense + " " + READING)));
        assertThat(grants.allows(HERE, READ)).isTrue();
        assertThat(grants.allows(HERE, new PropertyPermission("user.dir", "read")))
                .isFalse();

        grants.replace(List.of(deny("", nonsense), allow("", READING)));
        assertThat(grants.allows(HERE, READ)).isFalse();
    }

    private static String location(String pattern) {
        return "[org.osgi.service.condpermadmin.BundleLocationCondition \"" + pattern + "\"]";
    }

    private static String allow(String conditions, String permissions) {
        return "ALLOW { " + conditions + " " + permissions + " } \"row\"";
    }

    private static String deny(String conditions, String permissions) {
        return "DENY { " + conditions + " " + permissions + " } \"row\"";
    }

    /** Such as a plugin could make: it says that it is what it is not. */
    private static final class Forged extends Permission {
        private static final long serialVersionUID = 1;

        Forged(String name) {
            super(name);
        }

        @Override
        public boolean implies(Permission permission) {
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return true;
        }

        @Override
        public int hashCode() {
            return 0;
        }

        @Override
        public String getActions() {
            return "read";
        }
    }
}
