package dev.pergola.permissions.internal;

import static dev.pergola.api.PluginBuilder.plugin;
import static dev.pergola.permissions.internal.SecureFramework.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginMetadata;
import dev.pergola.permissions.PluginPermission;
import dev.pergola.permissions.probe.Probe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AccessControlException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;
import org.osgi.service.permissionadmin.PermissionInfo;

/** The rows are as they have to be, whoever else writes them and whatever goes wrong. */
class RowEnforcementTest extends EnforcementStories {
    /** Two versions side by side each have what they themselves ask for. */
    @Test
    void eachVersionHasWhatItDeclares() throws Throwable {
        Path in = file("in/a.txt");
        grant("a", "filesystem.read", folder.resolve("in") + "/**");
        Bundle old = felix.plugin(plugin("a", "1.0.0").build());
        Bundle young = felix.plugin(plugin("a", "2.0.0")
                .requestPermission("filesystem.read", in.toString())
                .build());
        assertDenied(old, "read", in);
        assertThat(call(young, "read", in)).isNotNull();
    }

    @Test
    void aPermissionThatAPluginBringsIsWhatWasGrantedToo() throws Throwable {
        felix.plugin(
                plugin("payments", "1.0.0").build(),
                "Provide-Capability",
                "pergola.permission.definition;name=\"payments.refund\";risk=medium;sentence=\"Pay back {target}\"");
        Bundle bundle = granted("payments.refund", "small.*");
        assertThat(bundle.hasPermission(new PluginPermission("payments.refund", "small.one")))
                .isTrue();
        assertThat(bundle.hasPermission(new PluginPermission("payments.refund", "large")))
                .isFalse();
        assertThat(felix.core.check("a", "payments.refund", "small.one")).isTrue();
        assertThat(felix.core.check("a", "payments.refund", "large")).isFalse();
        revoke("a", "payments.refund", "small.*");
        assertThat(bundle.hasPermission(new PluginPermission("payments.refund", "small.one")))
                .isFalse();
    }

    @Test
    void whatWasDeniedIsExplainedWithWhatToDo() throws Throwable {
        Path in = file("in/a.txt");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0").build());
        assertThatThrownBy(() -> call(bundle, "read", in))
                .isInstanceOfSatisfying(
                        AccessControlException.class,
                        denied -> assertThat(felix.core.explainDenied("a", denied.getPermission()))
                                .contains("plugin a")
                                .contains("@RequiresPermission(value = \"filesystem.read\", target = \"" + in + "\")")
                                .contains("permission:grant a filesystem.read " + in));
        assertThatThrownBy(() -> call(bundle, "exit", ""))
                .isInstanceOfSatisfying(
                        AccessControlException.class,
                        denied -> assertThat(felix.core.explainDenied("a", denied.getPermission()))
                                .contains("No permission gives it to a plugin"));
    }

    @Test
    void rowsAreWrittenWhoeverElseWritesMeanwhile() throws Throwable {
        AtomicBoolean busy = new AtomicBoolean(true);
        Thread other = new Thread(() -> {
            for (int i = 0; busy.get(); i++) {
                ConditionalPermissionUpdate update = felix.admin.newConditionalPermissionUpdate();
                update.getConditionalPermissionInfos()
                        .removeIf(row -> row.getName().equals("somebody"));
                update.getConditionalPermissionInfos()
                        .add(felix.admin.newConditionalPermissionInfo(
                                "somebody", null, new PermissionInfo[0], ConditionalPermissionInfo.ALLOW));
                update.commit();
                LockSupport.parkNanos(1_000_000);
            }
        });
        other.start();
        try {
            for (int i = 0; i < 20; i++) {
                grant("a", "network.socket", "host" + i + ".example.com:443");
                felix.core.admit(
                        Optional.of(plugin("p" + i, "1.0.0").build().metadata()),
                        "digest",
                        "pergola:plugin/p" + i + "/1.0.0/0123456789ab/" + i);
            }
        } finally {
            busy.set(false);
            other.join();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(rows()).contains("permissions:pergola:plugin/p" + i + "/1.0.0/0123456789ab/" + i);
        }
        assertThat(rows()).contains("kernel platform", "somebody").doesNotHaveDuplicates();
    }

    /** Felix forgets all rows before it writes the new ones, one after the other, and takes no rows for no security. */
    @Test
    void whereTheRowsCannotBeWrittenNothingIsAllowedAndLaterTheyAre() throws Throwable {
        Path in = file("in/a.txt");
        Path other = file("other.txt");
        Bundle bundle = granted("filesystem.read", in.toString());
        Path scratch = felix.data.resolve("cache/bundle0/security/tmp");
        Path moved = Files.move(scratch, scratch.resolveSibling("moved"));
        Files.writeString(scratch, "in the way");
        assertThatThrownBy(() -> felix.plugin(plugin("b", "1.0.0").build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could not be written");
        assertThat(rows()).doesNotContain("kernel platform");
        assertDenied(bundle, "read", other);
        assertDenied(bundle, "read", in);

        Files.delete(scratch);
        Files.move(moved, scratch);
        felix.core.enforce();
        assertThat(rows()).contains("kernel platform");
        assertThat(call(bundle, "read", in)).isNotNull();
        assertDenied(bundle, "read", other);
    }

    @Test
    void whatNobodyAdmittedMayDoNothing() throws Throwable {
        Bundle bundle = felix.install(
                "file:/somewhere.jar",
                Map.of("Bundle-SymbolicName", "x", "Import-Package", "org.osgi.framework"),
                List.of(Probe.class));
        assertThatThrownBy(bundle::start).isInstanceOf(BundleException.class);
    }

    @Test
    void theKernelsRowsStayAndOursGoWithTheBundles() throws Throwable {
        int before = rows().size();
        Bundle bundle = granted("network.socket", "example.com:443");
        assertThat(rows()).hasSize(before + 1).contains("kernel platform");
        assertThat(rows().get(0)).startsWith("permissions:");
        felix.core.dismiss(bundle.getLocation());
        assertThat(rows()).hasSize(before).contains("kernel platform");
    }

    /** Two hundred plugins that stop together would otherwise have the table written two hundred times. */
    @Test
    void whileEverythingStopsTheRowsAreLeftToEndWithTheFramework() throws Throwable {
        int before = rows().size();
        Bundle bundle = granted("network.socket", "example.com:443");
        felix.ending.set(true);
        felix.core.dismiss(bundle.getLocation());
        assertThat(rows()).hasSize(before + 1);

        felix.core.enforce();
        assertThat(rows()).as("whoever writes them after all leaves it out").hasSize(before);
    }

    @Test
    void whatAJarLeavesOutItselfIsToldAsSuch() throws Throwable {
        Path in = file("in/a.txt");
        String target = folder.resolve("in") + "/**";
        grant("a", "filesystem.read", target);
        PluginMetadata metadata = plugin("a", "1.0.0")
                .requestPermission("filesystem.read", target)
                .build()
                .metadata();
        String location = "pergola:plugin/a/1.0.0/0123456789ab/71";
        felix.core.admit(Optional.of(metadata), "digest", location);
        byte[] jar = SecureFramework.jar(
                Map.of("Bundle-SymbolicName", "a", "Import-Package", "org.osgi.framework"),
                List.of(Probe.class),
                Map.of(
                        "OSGI-INF/permissions.perm",
                        "# only this\n(org.osgi.framework.PackagePermission \"*\" \"import\")\n(java.io.FilePermission \""
                                + in + "\" \"read\")\n"));
        Bundle bundle =
                felix.framework.getBundleContext().installBundle(location, new java.io.ByteArrayInputStream(jar));
        bundle.start();
        assertThat(call(bundle, "read", in)).isNotNull();
        assertDenied(bundle, "read", file("in/b.txt"));
        assertThat(felix.core.check("a", "filesystem.read", in.toString())).isTrue();
        assertThat(felix.core.check("a", "filesystem.read", folder.resolve("in/b.txt") + ""))
                .isFalse();
        assertThat(felix.core.explain("a", "filesystem.read", folder.resolve("in/b.txt") + ""))
                .contains("it was granted, but narrowed by the jar's own OSGI-INF/permissions.perm")
                .contains("FilePermission " + folder.resolve("in/b.txt") + " read");
    }
}
