package dev.pergola.guard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.guard.Guard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.AccessControlContext;
import java.security.ProtectionDomain;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether there is a guard, or nothing starts. */
class InstallationIT {
    @TempDir
    private Path stage;

    @Test
    void everythingPassesUntilItIsInstalledAndItIsInstalledOnce() {
        assertThat(GuardedJava.run(stage, Installing.class))
                .contains(
                        "no security manager",
                        "installed: true",
                        "again: The guard is installed already",
                        "self-test passed");
    }

    @Test
    void withoutTheAgentItIsNotInstalled() {
        Path jar = Path.of(System.getProperty("guard.installed"), "pergola-guard.jar");
        GuardedJava.Output output = GuardedJava.run(
                stage, List.of("-Xbootclasspath/a:" + jar), Installing.class.getName(), stage.toString());

        assertThat(output.exitCode()).isNotZero();
        assertThat(output.text()).contains("The guard's agent is not there");
    }

    @Test
    void withoutItsOtherJarsTheAgentEndsTheStart() throws Exception {
        Path alone = Files.copy(
                Path.of(System.getProperty("guard.installed"), "pergola-guard-agent.jar"),
                stage.resolve("agent.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        GuardedJava.Output output =
                GuardedJava.run(stage, List.of("-javaagent:" + alone), Installing.class.getName(), stage.toString());

        assertThat(output.exitCode()).isNotZero();
        assertThat(output.text()).doesNotContain("installed: true");
    }

    @Test
    void afterAFailureUntrustedCodeIsRefusedEverything() {
        assertThat(GuardedJava.run(stage, Breaking.class))
                .contains("before: a check passes")
                .anyMatch(line -> line.startsWith("after: access denied")
                        && line.endsWith("everything is refused, as a test says so"));
    }

    /** Installs it twice. */
    public static final class Installing {
        private Installing() {}

        @SuppressWarnings("removal")
        public static void main(String... arguments) {
            System.out.println(System.getSecurityManager() == null ? "no security manager" : "a security manager");
            Guard.install((domain, permission) -> false, Installing.class.getClassLoader());
            System.out.println("installed: " + Guard.isInstalled());
            try {
                Guard.install((domain, permission) -> true, Installing.class.getClassLoader());
            } catch (IllegalStateException refused) {
                System.out.println("again: " + refused.getMessage());
            }
            Guard.selfTest();
            System.out.println("self-test passed");
        }
    }

    /** Lets the guard know of a failure. */
    public static final class Breaking {
        private Breaking() {}

        @SuppressWarnings("removal")
        public static void main(String... arguments) {
            Guard.install((domain, permission) -> true, Breaking.class.getClassLoader());
            AccessControlContext somebody =
                    new AccessControlContext(new ProtectionDomain[] {new ProtectionDomain(null, null)});
            somebody.checkPermission(new RuntimePermission("any"));
            System.out.println("before: a check passes");
            Guard.broken("a test says so");
            try {
                somebody.checkPermission(new RuntimePermission("any"));
            } catch (SecurityException refused) {
                System.out.println("after: " + refused.getMessage());
            }
        }
    }
}
