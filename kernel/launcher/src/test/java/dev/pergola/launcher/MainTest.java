package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitCode run(String... arguments) {
        Invocation invocation = new Invocation(
                home,
                home,
                Map.of("PERGOLA_HTTP_HOST", "from-environment"),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Main(invocation).run(List.of(arguments));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void listsCommandsAndExitCodes(String argument) {
        assertThat(run(argument)).isEqualTo(ExitCode.OK);
        assertThat(out())
                .contains("run ", "start ", "stop ", "status ", "exec ", "shell ", "config ", "version ", "help ")
                .contains("3  no instance is running on the data folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "start", "stop", "status", "exec", "shell", "config", "version", "help"})
    void explainsEachCommand(String command) {
        assertThat(run("help", command)).isEqualTo(ExitCode.OK);
        assertThat(out()).startsWith("pergola " + command);
        String first = out();
        out.reset();
        assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out()).isEqualTo(first);
    }

    @Test
    void helpTellsTheOptions() {
        run("help", "run");
        assertThat(out())
                .contains("--data DIR", "--plugins DIR", "--http-port N", "--no-shell", "--debug", "--set KEY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "strat | There is no command \"strat\"; did you mean start?",
                "zebra | There is no command \"zebra\"; the commands are run, start,",
                "'' | No command given; the commands are",
                "help zebra | There is no command \"zebra\"",
                "run --htp-port 1 | There is no option --htp-port for \"pergola run\"; did you mean --http-port?",
                "run -x | There is no option -x for \"pergola run\"",
                "run --data | The option --data needs a value: --data DIR",
                "run --no-shell=true | The option --no-shell takes no value",
                "run now | Too many arguments: \"now\" is not expected",
                "exec | The argument <plugin-id> is missing",
                "exec a b | Too many arguments: \"b\" is not expected",
                "run --set http.port | The option --set: \"http.port\" is not of the form key=value",
                "exec p --timeout x | The option --timeout takes a whole number of seconds, not \"x\"",
                "exec p --timeout 0 | The option --timeout takes a whole number of seconds, not \"0\"",
                "exec p --input missing.json | Cannot read the input missing.json (NoSuchFileException)"
            })
    void aWrongCommandLineEndsWithTwoAndSaysWhy(String line, String message) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err()).startsWith("pergola: " + message).contains("See \"pergola help");
        assertThat(out()).isEmpty();
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("version")).isEqualTo(ExitCode.OK);
        assertThat(out())
                .startsWith("Pergola " + Version.full())
                .contains("engine 1.0.0", "Java " + Runtime.version().feature());
        assertThat(Version.full()).startsWith("1.0.0").doesNotContain("$");
    }

    @Test
    void printsTheConfigurationAndWhoSetWhat() throws IOException {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/pergola.yaml"), "limits:\n  memory-mb: 128\n");
        assertThat(run(
                        "config",
                        "--plugins",
                        "a",
                        "--plugins=b",
                        "--debug",
                        "--no-shell",
                        "--http-port",
                        "0",
                        "--set",
                        "registry.enabled=false"))
                .isEqualTo(ExitCode.OK);
        assertThat(out())
                .contains("limits.memory-mb = 128   (" + home.resolve("etc/pergola.yaml") + ":2:14)")
                .contains("http.host = from-environment   (environment PERGOLA_HTTP_HOST)")
                .contains("http.port = 0   (--http-port)")
                .contains("plugins.directories = " + home.resolve("a") + ", " + home.resolve("b") + "   (--plugins)")
                .contains("shell.enabled = false   (--no-shell)")
                .contains("plugins.debug = true   (--debug)")
                .contains("log.level = debug   (--debug)")
                .contains("registry.enabled = false   (--set registry.enabled)")
                .contains("kernel.stop-timeout = 10s   (default)");
    }

    @Test
    void printsTheReferenceAndTheExample() {
        assertThat(run("config", "--reference")).isEqualTo(ExitCode.OK);
        assertThat(out()).startsWith("# Configuration reference");
        out.reset();
        assertThat(run("config", "--example")).isEqualTo(ExitCode.OK);
        assertThat(out()).contains("#http.port: 8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "start", "stop", "status", "config", "shell", "exec"})
    void aWrongConfigurationEndsWithFourAndSaysAll(String command) {
        String[] arguments = {command, "--set", "http.prot=1", "--set", "http.port=x", "p"};
        assertThat(run(
                        command.equals("exec")
                                ? arguments
                                : List.of(arguments).subList(0, 5).toArray(String[]::new)))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err())
                .contains("--set http.prot: http.prot: there is no such key; did you mean http.port?")
                .contains("--set http.port: http.port: \"x\" is not a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "status", "shell", "exec"})
    void aCommandThatNeedsAnInstanceEndsWithThreeWithoutOne(String command) {
        assertThat(run(command.equals("exec") ? new String[] {command, "p"} : new String[] {command}))
                .isEqualTo(ExitCode.NOT_RUNNING);
        assertThat(err()).contains("Pergola is not running on the data folder " + home.resolve("data"));
    }

    @Test
    void doesNotStartASecondInstance() {
        try (InstanceLock lock = InstanceLock.take(home.resolve("data"))) {
            assertThat(lock).isNotNull();
            assertThat(run("start")).isEqualTo(ExitCode.ALREADY_RUNNING);
            assertThat(err())
                    .contains(
                            "already running",
                            "process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void tellsOfAnInstanceThatIsStarting() {
        try (InstanceLock lock = InstanceLock.take(home.resolve("data"))) {
            assertThat(lock).isNotNull();
            assertThat(run("status")).isEqualTo(ExitCode.NOT_RUNNING);
            assertThat(err()).contains("starting or stopping");
        }
    }
}
