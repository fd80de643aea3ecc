package dev.pergola.sandbox.internal.containment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the state of a process is read from /proc")
class BrakeTest {
    private final Brake brake = new Brake();
    private Process one;
    private Process other;

    @BeforeEach
    void start() throws IOException {
        one = new ProcessBuilder("sleep", "600").start();
        other = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void end() {
        brake.close();
        one.destroyForcibly();
        other.destroyForcibly();
    }

    @Test
    void aHaltedProcessStandsStillUntilItIsReleased() {
        assertThat(brake.halt(one.pid())).isTrue();
        await().until(() -> isHalted(one));
        assertThat(isHalted(other)).isFalse();

        brake.release(one.pid());
        await().until(() -> !isHalted(one));
    }

    /** As when the kernel is killed: what stands still could not notice, and would be left for ever. */
    @Test
    void whatIsStillHaltedGoesOnOnceNobodyCanReleaseIt() {
        brake.halt(one.pid());
        brake.halt(other.pid());
        brake.halt(other.pid());
        brake.release(one.pid());
        brake.halt(one.pid());
        await().until(() -> isHalted(one) && isHalted(other));

        brake.close();

        await().until(() -> !isHalted(one) && !isHalted(other));
    }

    @Test
    void whatOthersHaltedIsTheirs() throws Exception {
        brake.halt(one.pid());
        brake.release(one.pid());
        await().until(() -> !isHalted(one));
        new ProcessBuilder("kill", "-STOP", Long.toString(one.pid())).start().waitFor();
        await().until(() -> isHalted(one));
        brake.halt(other.pid());

        brake.close();

        await().until(() -> !isHalted(other));
        assertThat(isHalted(one)).isTrue();
    }

    @Test
    void afterItsEndNothingIsHalted() {
        brake.close();

        assertThat(brake.halt(one.pid())).isFalse();
    }

    private static boolean isHalted(Process process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException gone) {
            return false;
        }
    }
}
