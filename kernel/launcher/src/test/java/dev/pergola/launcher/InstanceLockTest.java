package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {
    @TempDir
    Path data;

    @Test
    void isHeldUntilItIsClosed() {
        assertThat(InstanceLock.isHeld(data)).isFalse();
        InstanceLock lock = InstanceLock.take(data);
        assertThat(InstanceLock.isHeld(data)).isTrue();
        assertThat(InstanceLock.holder(data)).contains(ProcessHandle.current().pid());
        lock.close();
        lock.close();
        assertThat(InstanceLock.isHeld(data)).isFalse();
        InstanceLock.take(data).close();
    }

    @Test
    void asksForAnotherFolderWhereThisProcessHoldsIt() {
        try (InstanceLock lock = InstanceLock.take(data)) {
            assertThatThrownBy(() -> InstanceLock.take(data.resolve("x/..")))
                    .isInstanceOfSatisfying(
                            LauncherException.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING))
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(lock).isNotNull();
            // The failed attempt must not have dropped the lock for other processes.
            assertThat(TestProcess.run(LockHolder.class, data.toString())).startsWith("refused");
        }
    }

    @Test
    void namesTheProcessThatHoldsIt() throws Exception {
        try (TestProcess other = TestProcess.start(LockHolder.class, data.toString())) {
            other.awaitLine("locked");
            assertThat(InstanceLock.isHeld(data)).isTrue();
            assertThatThrownBy(() -> InstanceLock.take(data))
                    .hasMessageContaining("already running on the data folder " + data)
                    .hasMessageContaining("process " + other.pid());
            other.kill();
            assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        // After kill -9 nothing stands in the way.
        InstanceLock.take(data).close();
    }

    @Test
    void saysThatTheFolderCannotBeUsed() throws IOException {
        Path file = Files.createFile(data.resolve("file"));
        assertThatThrownBy(() -> InstanceLock.take(file))
                .isInstanceOfSatisfying(
                        LauncherException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.START_FAILED))
                .hasMessageContaining("Cannot use the data folder " + file);
        // And the attempt is forgotten.
        Files.delete(file);
        InstanceLock.take(file).close();
    }

    @Test
    void anUnreadableHolderIsNoHolder() throws IOException {
        assertThat(InstanceLock.holder(data)).isEmpty();
        Files.createDirectories(data.resolve("run"));
        Files.writeString(data.resolve("run/lock"), "not a number");
        assertThat(InstanceLock.holder(data)).isEmpty();
    }

    @Test
    void anInstanceIsFoundOnlyWhileItsProcessHoldsTheLock() throws IOException {
        Instance instance = new Instance(ProcessHandle.current().pid(), "http://127.0.0.1:1", Instant.EPOCH);
        assertThatThrownBy(() -> Instance.get(data))
                .hasMessageContaining("is not running on the data folder")
                .isInstanceOfSatisfying(
                        LauncherException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_RUNNING));
        try (InstanceLock lock = InstanceLock.take(data)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> Instance.get(data)).hasMessageContaining("starting or stopping");
            instance.write(data);
            assertThat(Instance.find(data)).contains(instance);
            // What a killed predecessor left behind.
            new Instance(1, "http://127.0.0.1:2", Instant.EPOCH).write(data);
            assertThat(Instance.find(data)).isEmpty();
            Files.writeString(data.resolve("run/instance.properties"), "pid=x");
            assertThat(Instance.find(data)).isEmpty();
            instance.write(data);
        }
        assertThat(Instance.find(data)).isEmpty();
        Instance.delete(data);
        Instance.delete(data);
        assertThat(data.resolve("run/instance.properties")).doesNotExist();
    }

    /** A program that holds the lock until it is killed. */
    static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (InstanceLock lock = InstanceLock.take(Path.of(arguments[0]))) {
                System.out.println("locked " + (lock != null));
                Thread.sleep(60_000);
            } catch (LauncherException refused) {
                System.out.println("refused " + refused.getMessage());
            }
        }
    }
}
