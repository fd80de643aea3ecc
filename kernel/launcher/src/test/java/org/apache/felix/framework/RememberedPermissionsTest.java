package org.apache.felix.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilePermission;
import java.net.SocketPermission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AllPermission;
import java.security.BasicPermission;
import java.security.Permission;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PropertyPermission;
import org.apache.felix.framework.ext.SecurityProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

class RememberedPermissionsTest {
    private static final Permission READ_HOME = new PropertyPermission("user.home", "read");

    private final ProtectionDomain one = new ProtectionDomain(null, null);
    private final ProtectionDomain other = new ProtectionDomain(null, null);
    private final ProtectionDomain platform = new ProtectionDomain(null, null);
    private final Rows rows = new Rows();
    private final RememberedPermissions remembered = new RememberedPermissions(rows, domain -> domain == platform);

    /** Stands where Felix's security is, and notes what it is asked. */
    private static final class Rows implements SecurityProvider {
        private final List<Permission> asked = new ArrayList<>();
        private boolean allow = true;
        private boolean narrowed;
        private Runnable whileAsked = () -> {};

        @Override
        public boolean hasBundlePermission(ProtectionDomain domain, Permission permission, boolean direct) {
            assertThat(direct).as("does not look for other bundles").isTrue();
            asked.add(permission);
            boolean answer = allow && !(narrowed && permission instanceof AllPermission);
            whileAsked.run();
            return answer;
        }

        @Override
        public Object getSignerMatcher(Bundle bundle, int signers) {
            return "signers " + signers;
        }

        @Override
        public void checkBundle(Bundle bundle) throws Exception {
            throw new Exception("checked");
        }
    }

    private boolean may(ProtectionDomain domain, Permission permission) {
        return remembered.hasBundlePermission(domain, permission, false);
    }

    @Test
    void whatABundleMayDoIsAskedOnce() {
        assertThat(may(one, READ_HOME)).isTrue();
        assertThat(may(one, new PropertyPermission("user.home", "read"))).isTrue();

        assertThat(rows.asked).hasSize(1);
    }

    @Test
    void eachBundleAndEachActionIsAskedFor() {
        may(one, READ_HOME);
        may(other, READ_HOME);
        may(one, new PropertyPermission("user.home", "write"));

        assertThat(rows.asked).hasSize(3);
    }

    @Test
    void whatWasRefusedIsAskedAgain() {
        rows.allow = false;
        assertThat(may(one, READ_HOME)).isFalse();
        rows.allow = true;
        assertThat(may(one, READ_HOME)).isTrue();
    }

    @Test
    void nothingOutlivesAChangeOfRows() {
        may(one, READ_HOME);
        rows.allow = false;
        remembered.forget(Long.MAX_VALUE);

        assertThat(may(one, READ_HOME)).isFalse();
    }

    @Test
    void nothingOutlivesTheTimeAtWhichRowsChangeByThemselves() {
        remembered.forget(System.currentTimeMillis() - 1);
        may(one, READ_HOME);
        rows.allow = false;

        assertThat(may(one, READ_HOME)).isFalse();
    }

    @Test
    void untilThenItIsRemembered() {
        remembered.forget(System.currentTimeMillis() + 600_000);
        may(one, READ_HOME);
        may(one, READ_HOME);

        assertThat(rows.asked).hasSize(1);
    }

    @Test
    void anAnswerThatWasUnderWayWhenRowsChangedIsNotKept() {
        rows.whileAsked = () -> {
            rows.allow = false;
            remembered.forget(Long.MAX_VALUE);
        };
        assertThat(may(one, READ_HOME)).as("asked before").isTrue();

        assertThat(may(one, READ_HOME)).as("asked after").isFalse();
    }

    @Test
    void anotherTargetOfALinkIsAnotherQuestion(@TempDir Path folder) throws Exception {
        Path link = folder.resolve("link");
        Path first = Files.createFile(folder.resolve("first"));
        Path second = Files.createFile(folder.resolve("second"));
        Files.createSymbolicLink(link, first);
        may(one, new FilePermission(link.toString(), "read"));
        Files.delete(link);
        Files.createSymbolicLink(link, second);
        may(one, new FilePermission(link.toString(), "read"));

        assertThat(rows.asked).hasSize(2);
    }

    @Test
    void whatANameResolvesToIsAskedEachTime() {
        may(one, new SocketPermission("localhost", "resolve"));
        may(one, new SocketPermission("localhost", "resolve"));

        assertThat(rows.asked).hasSize(2);
    }

    @Test
    void aPermissionOfAnotherClassLoaderIsAskedEachTime() {
        Permission own = new BasicPermission("orders.read") {};
        may(one, own);
        may(one, own);

        assertThat(rows.asked).hasSize(2);
    }

    @Test
    void whatIsRememberedIsBounded() {
        for (int i = 0; i < 10_000; i++) may(one, new PropertyPermission("property." + i, "read"));
        rows.asked.clear();
        for (int i = 0; i < 10_000; i++) may(one, new PropertyPermission("property." + i, "read"));

        assertThat(rows.asked).hasSizeGreaterThan(5_000);
    }

    @Test
    void aBundleOfThePlatformThatMayDoAllIsNotAskedAboutEachThing() {
        assertThat(may(platform, READ_HOME)).isTrue();
        assertThat(may(platform, new SocketPermission("localhost", "resolve"))).isTrue();

        assertThat(rows.asked).singleElement().isInstanceOf(AllPermission.class);
    }

    @Test
    void oneThatNarrowsItselfIs() {
        rows.narrowed = true;
        assertThat(may(platform, READ_HOME)).isTrue();
        rows.allow = false;

        assertThat(may(platform, new PropertyPermission("user.name", "read"))).isFalse();
    }

    @Test
    void thatItMayDoAllOutlivesNoChangeOfRows() {
        may(platform, READ_HOME);
        rows.allow = false;
        remembered.forget(Long.MAX_VALUE);

        assertThat(may(platform, READ_HOME)).isFalse();
    }

    @Test
    void aPluginIsAskedAboutEachThingWhateverItMayDo() {
        may(one, READ_HOME);

        assertThat(rows.asked).containsExactly(READ_HOME);
    }

    @Test
    void theRestIsTheFrameworksSecuritysOwnBusiness() {
        assertThat(remembered.getSignerMatcher(null, 2)).isEqualTo("signers 2");
        assertThatThrownBy(() -> remembered.checkBundle(null)).hasMessage("checked");
    }

    @Test
    void aFrameworkWithoutSecurityIsNone() {
        assertThatThrownBy(() -> RememberedPermissions.in(new Felix(Map.of()), "platform:"))
                .isInstanceOf(IllegalStateException.class);
    }
}
