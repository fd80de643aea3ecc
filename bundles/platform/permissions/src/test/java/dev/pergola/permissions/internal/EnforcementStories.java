package dev.pergola.permissions.internal;

import static dev.pergola.api.PluginBuilder.plugin;
import static dev.pergola.permissions.internal.SecureFramework.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDenial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;

/** What was decided is what plugins can do, on the real SecurityManager: a framework for stories about that. */
abstract class EnforcementStories {
    @TempDir
    Path folder;

    SecureFramework felix;

    @BeforeAll
    static void javaHasASecurityManager() {
        assumeTrue(
                Runtime.version().feature() < 24,
                "Java " + Runtime.version().feature()
                        + " has no SecurityManager; there it is kernel/guard that enforces");
    }

    @BeforeEach
    void start() throws BundleException {
        felix = new SecureFramework(folder);
    }

    @AfterEach
    void stop() throws Exception {
        if (felix != null) felix.close();
    }

    final void grant(String plugin, String permission, String target) {
        grant(plugin, permission, target, Optional.empty());
    }

    final void grant(String plugin, String permission, String target, Optional<Instant> until) {
        Extent extent = felix.core.vocabulary().extent(permission, target);
        PermissionDecision decision =
                felix.core.decisions().granted(plugin, "", extent, new Bounds(until, "", "", ""), "ann");
        felix.core.decisions().record(List.of(decision), "grant", "GRANTED", "ann");
        felix.core.enforce();
    }

    final void revoke(String plugin, String permission, String target) {
        Extent extent = felix.core.vocabulary().extent(permission, target);
        felix.core
                .decisions()
                .record(List.of(felix.core.decisions().refused(plugin, extent, "ann")), "revoke", "REVOKED", "ann");
        felix.core.enforce();
    }

    final void deny(String plugins, String permission, String target) {
        Extent extent = felix.core.vocabulary().extent(permission, target);
        felix.core
                .decisions()
                .deny(
                        List.of(new PermissionDenial(
                                plugins,
                                extent.permission(),
                                extent.target(),
                                "",
                                "ann",
                                felix.core.decisions().now())),
                        "ann");
        felix.core.enforce();
    }

    /** A running plugin that asks for a permission and was granted it. */
    final Bundle granted(String permission, String target) throws BundleException {
        grant("a", permission, target);
        return felix.plugin(
                plugin("a", "1.0.0").requestPermission(permission, target).build());
    }

    /** Some of Java wraps it, as execution knows. */
    static void assertDenied(Bundle bundle, String operation, Object argument) {
        assertThatThrownBy(() -> call(bundle, operation, argument))
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isInstanceOf(SecurityException.class),
                        thrown -> assertThat(thrown).hasRootCauseInstanceOf(SecurityException.class));
    }

    final Path file(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "content of " + name);
    }

    final List<String> rows() {
        return felix.admin.newConditionalPermissionUpdate().getConditionalPermissionInfos().stream()
                .map(ConditionalPermissionInfo::getName)
                .toList();
    }
}
