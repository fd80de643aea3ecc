package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.launcher.bundle.HangingStopActivator;
import dev.pergola.launcher.bundle.ReadyActivator;
import dev.pergola.launcher.bundle.TalkingActivator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real program in a process of its own. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals")
class ProcessTest {
    @TempDir
    Path home;

    private final List<TestProcess> processes = new ArrayList<>();

    @BeforeEach
    void layOut() {
        TestBundle.named("ready", ReadyActivator.class).writeTo(home.resolve("lib/bundles/ready.jar"));
    }

    @AfterEach
    void end() {
        processes.forEach(TestProcess::close);
    }

    private TestProcess pergola(String... arguments) {
        TestProcess process = TestProcess.start(List.of("-Dpergola.home=" + home), Main.class, arguments);
        processes.add(process);
        return process;
    }

    private TestProcess ready(String... more) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("run", "--no-shell", "--http-port", "0"));
        arguments.addAll(List.of(more));
        TestProcess process = pergola(arguments.toArray(String[]::new));
        process.awaitLine("ready ");
        return process;
    }

    private Path data() {
        return home.resolve("data");
    }

    @Test
    void saysThatItIsReadyAndEndsWithZeroOnSigterm() throws Exception {
        TestProcess process = pergola("run", "--no-shell", "--http-port", "0");
        assertThat(process.awaitLine("ready ")).matches("ready http://127\\.0\\.0\\.1:0 in \\d+ ms");
        assertThat(data().resolve("run/instance.properties"))
                .content()
                .contains("pid=" + process.pid(), "address=http\\://127.0.0.1\\:0", "started=", "version=");
        process.terminate();
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(data().resolve("run/instance.properties")).doesNotExist();
        // No noise: a banner and the line. That the security manager will go one day, Java says itself, and cannot be
        // stopped.
        assertThat(process.output()
                        .lines()
                        .filter(line -> !line.matches("WARNING: .*(System|maintainers).*|warning: permissions .*")))
                .hasSize(2);
    }

    @Test
    void endsWithZeroOnSigint() throws Exception {
        TestProcess process = ready();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.exitCode()).as(process.output()).isZero();
    }

    @Test
    void startsAgainAfterKillMinusNine() throws Exception {
        TestProcess killed = ready();
        killed.kill();
        killed.exitCode();
        assertThat(data().resolve("run/instance.properties")).exists();
        TestProcess status = pergola("status");
        assertThat(status.exitCode()).isEqualTo(ExitCode.NOT_RUNNING.code());
        TestProcess next = ready();
        next.terminate();
        assertThat(next.exitCode()).as(next.output()).isZero();
    }

    @Test
    void refusesASecondInstanceOnTheSameData() throws Exception {
        TestProcess first = ready();
        TestProcess second = pergola("run", "--no-shell", "--http-port", "0");
        assertThat(second.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING.code());
        assertThat(second.output()).contains("already running on the data folder " + data(), "process " + first.pid());
        TestProcess elsewhere = ready("--data", home.resolve("other").toString());
        elsewhere.terminate();
        assertThat(elsewhere.exitCode()).isZero();
    }

    @Test
    void commandsFindTheInstance() throws Exception {
        TestProcess process = ready();
        TestProcess status = pergola("status");
        assertThat(status.exitCode()).as(status.output()).isZero();
        assertThat(status.output()).contains("process  " + process.pid(), "address  http://127.0.0.1:0");
        TestProcess stop = pergola("stop");
        assertThat(stop.exitCode()).as(stop.output()).isZero();
        assertThat(process.exitCode()).isZero();
        assertThat(pergola("stop").exitCode()).isEqualTo(ExitCode.NOT_RUNNING.code());
    }

    @Test
    void startsInTheBackground() throws Exception {
        TestProcess start = pergola("start", "--http-port", "0", "--debug", "--set", "log.console-level=error");
        assertThat(start.exitCode()).as(start.output()).isZero();
        assertThat(start.output())
                .startsWith("starting, see " + data().resolve("log/console.log"))
                .containsPattern("\nstarted process \\d+ http://127\\.0\\.0\\.1:0");
        try {
            assertThat(pergola("status").exitCode()).isZero();
            TestProcess again = pergola("start", "--http-port", "0");
            assertThat(again.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING.code());
        } finally {
            assertThat(pergola("stop").exitCode()).isZero();
        }
        assertThat(data().resolve("log/console.log")).content().contains("ready http://127.0.0.1:0 in ");
    }

    @Test
    void tellsWhyTheInstanceDidNotStartInTheBackground() throws IOException {
        Files.writeString(home.resolve("lib/bundles/broken.jar"), "no zip");
        Files.createDirectories(data().resolve("log"));
        Files.writeString(data().resolve("log/pergola.log"), "a line of the run before\n");
        TestProcess start = pergola("start", "--http-port", "0");
        assertThat(start.exitCode()).isEqualTo(ExitCode.START_FAILED.code());
        assertThat(start.output())
                .contains("the instance ended with exit code 6", "the last lines of", "broken.jar")
                .doesNotContain("of the run before");
    }

    @Test
    void givesUpTheBackgroundStartOfAnInstanceThatIsNeverReady() {
        TestProcess start = pergola(
                "start",
                "--http-port",
                "0",
                "--set",
                "kernel.start-timeout=200ms",
                "--set",
                "kernel.ready-conditions=moon");
        assertThat(start.exitCode()).isEqualTo(ExitCode.START_FAILED.code());
        assertThat(start.output()).contains("still waiting for moon");
        assertThat(InstanceLock.isHeld(data())).isFalse();
    }

    @Test
    void aSignalWhileItStartsEndsItToo() throws Exception {
        TestProcess process = pergola("run", "--no-shell", "--http-port", "0", "--set", "kernel.ready-conditions=moon");
        process.awaitLine("Pergola ");
        await().until(() -> Files.exists(data().resolve("cache/bundle1")));
        process.terminate();
        assertThat(process.exitCode()).as(process.output()).isZero();
    }

    /** An operator who sees that a start hangs must get rid of it by the same command as ever. */
    @Test
    void stopEndsAnInstanceThatIsNotReadyYet() throws Exception {
        TestProcess process = pergola("run", "--no-shell", "--http-port", "0", "--set", "kernel.ready-conditions=moon");
        await().until(() -> Files.exists(data().resolve("cache/bundle1")));
        TestProcess status = pergola("status");
        assertThat(status.exitCode()).isEqualTo(ExitCode.NOT_RUNNING.code());
        assertThat(status.output()).contains("is starting or stopping", "process " + process.pid(), "pergola stop");
        TestProcess stop = pergola("stop");
        assertThat(stop.exitCode()).as(stop.output()).isZero();
        assertThat(stop.output()).isEqualTo("stopped");
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(InstanceLock.isHeld(data())).isFalse();
    }

    /** Between taking the lock and writing its number there, an instance has no name: stop waits for it. */
    @Test
    void stopWaitsUntilAnInstanceThatHasJustBegunSaysWhoItIs() throws Exception {
        TestProcess process = ready();
        Path lock = data().resolve("run/lock");
        String holder = Files.readString(lock);
        Files.writeString(lock, "");
        TestProcess stop = pergola("stop");
        assertThat(stop.waitFor(1, TimeUnit.SECONDS)).as(stop.output()).isFalse();
        Files.writeString(lock, holder);
        assertThat(stop.exitCode()).as(stop.output()).isZero();
        assertThat(process.exitCode()).isZero();
    }

    @Test
    void doesNotWaitForeverForABundleThatHangsAtTheEnd() throws Exception {
        TestBundle.named("hanging", HangingStopActivator.class).writeTo(home.resolve("lib/bundles/hanging.jar"));
        TestProcess process = TestProcess.start(
                List.of("-Dpergola.home=" + home, "-Dtest.hang=60000"),
                Main.class,
                "run",
                "--no-shell",
                "--http-port",
                "0",
                "--set",
                "kernel.stop-timeout=300ms");
        processes.add(process);
        process.awaitLine("ready ");
        process.terminate();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitCode()).isEqualTo(ExitCode.FAILED.code());
        assertThat(process.output()).contains("not everything stopped in time");
    }

    @Test
    void logsToAFileAndOnlyWarningsToTheConsole() throws Exception {
        TestBundle.named("talking", TalkingActivator.class).writeTo(home.resolve("lib/bundles/talking.jar"));
        TestProcess process = ready("--set", "log.level=debug");
        process.terminate();
        assertThat(process.exitCode()).isZero();
        assertThat(process.output()).containsPattern("WARN  test.talking - hello from talking");
        assertThat(data().resolve("log/pergola.log"))
                .content()
                .containsPattern("WARN  \\[main] test.talking - hello from talking");
    }

    @Test
    void aWrongConfigurationEndsWithFour() throws IOException {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/pergola.yaml"), "http:\n  port: eighty\n");
        TestProcess process = pergola("run");
        assertThat(process.exitCode()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(process.output())
                .contains(home.resolve("etc/pergola.yaml") + ":2:9: http.port: \"eighty\" is not a whole number");
    }

    @Test
    void greetsWhoHasTheShell() throws Exception {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/welcome.txt"), "try ${address}/x with ${data} in ${home} or ${plugins}\n");
        TestProcess process = pergola("run", "--http-port", "0");
        process.awaitLine("ready ");
        assertThat(process.awaitLine("try "))
                .isEqualTo(
                        "try http://127.0.0.1:0/x with " + data() + " in " + home + " or " + home.resolve("plugins"));
        process.terminate();
        assertThat(process.exitCode()).isZero();
    }

    /** The second start uses what a rehearsal wrote during the first one. */
    @Test
    void makesAnArchiveOfLoadedClassesWhenAskedTo() throws Exception {
        Path archive = home.resolve("cache/classes.jsa");
        TestProcess process = TestProcess.start(
                List.of("-cp", jarsOnly(), "-Dpergola.home=" + home, "-Dpergola.archive=" + archive),
                Main.class,
                "run",
                "--no-shell",
                "--http-port",
                "0");
        processes.add(process);
        process.awaitLine("ready ");
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(archive));
        process.terminate();
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(archive.getParent()).isDirectoryNotContaining("glob:*.tmp");
    }

    @Test
    void doesWithoutAnArchiveWhereNoneCanBeWritten() throws Exception {
        TestProcess process = TestProcess.start(
                List.of("-Dpergola.home=" + home, "-Dpergola.archive=/proc/none/classes.jsa"),
                Main.class,
                "run",
                "--no-shell",
                "--http-port",
                "0");
        processes.add(process);
        process.awaitLine("ready ");
        Awaitility.await()
                .untilAsserted(() -> assertThat(data().resolve("log/pergola.log"))
                        .content()
                        .contains("No archive of loaded classes"));
        process.terminate();
        assertThat(process.exitCode()).as(process.output()).isZero();
    }

    /** The class path with the launcher in a jar, as in the distribution: the JVM archives nothing out of folders. */
    private String jarsOnly() {
        Path jar = TestBundle.jarOf(Path.of("target", "classes"), home.resolve("lib/kernel/launcher.jar"));
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator, jar + File.pathSeparator, ""));
    }
}
