package dev.pergola.launcher.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationLoaderTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();
    private Path home;
    private Path work;
    private Path file;

    @BeforeEach
    void makeInstallation() throws IOException {
        home = folder.resolve("home");
        work = folder.resolve("work");
        file = home.resolve("etc/pergola.yaml");
        Files.createDirectories(file.getParent());
        Files.createDirectories(work);
    }

    private Settings load(Map<String, String> environment, Assignment... commandLine) {
        return new ConfigurationLoader(home, work, environment)
                .load(Optional.empty(), List.of(commandLine), warnings::add);
    }

    private Settings loadFile(String text) throws IOException {
        Files.writeString(file, text);
        return load(Map.of());
    }

    private List<String> problemsOf(String text) throws IOException {
        Files.writeString(file, text);
        return problems(Map.of());
    }

    private List<String> problems(Map<String, String> environment, Assignment... commandLine) {
        ConfigurationException failure =
                catchThrowableOfType(ConfigurationException.class, () -> load(environment, commandLine));
        assertThat(failure).isNotNull();
        return failure.problems().stream()
                .map(problem -> problem.toString().replace(home.toString(), "HOME"))
                .toList();
    }

    private static Assignment option(String option, String key, String... items) {
        return new Assignment(option, key, List.of(items));
    }

    @Test
    void withoutAFileEverythingIsAtItsDefault() {
        assertThat(load(Map.of()).all()).allMatch(setting -> setting.origin().equals("default"));
    }

    @Test
    void readsNestedAndDottedKeysAndLists() throws IOException {
        Settings settings = loadFile("""
                http:
                  port: 9090
                  host: "0.0.0.0"
                plugins.watch-interval: 1s
                plugins:
                  security:
                    sandbox-type: container
                  directories:
                    - ./one
                    - ~/two
                    - /three
                limits:
                  # nothing set here
                """);
        assertThat(settings.get(ConfigurationKeys.HTTP_PORT)).isEqualTo(9090);
        assertThat(settings.setting(ConfigurationKeys.HTTP_PORT).origin()).isEqualTo(file + ":2:9");
        assertThat(settings.get(ConfigurationKeys.SANDBOX_TYPE)).isEqualTo("container");
        assertThat(settings.get(ConfigurationKeys.WATCH_INTERVAL)).hasSeconds(1);
        assertThat(settings.get(ConfigurationKeys.PLUGIN_DIRECTORIES))
                .containsExactly(
                        home.resolve("one"), Path.of(System.getProperty("user.home"), "two"), Path.of("/three"));
    }

    @Test
    void oneValueIsAListOfOne() throws IOException {
        assertThat(loadFile("plugins.directories: /only").get(ConfigurationKeys.PLUGIN_DIRECTORIES))
                .containsExactly(Path.of("/only"));
    }

    @Test
    void anEmptyFileSetsNothing() throws IOException {
        assertThat(loadFile("").get(ConfigurationKeys.HTTP_PORT)).isEqualTo(8080);
        assertThat(loadFile("# only a comment\n").get(ConfigurationKeys.HTTP_PORT))
                .isEqualTo(8080);
        assertThat(loadFile("---\n").get(ConfigurationKeys.HTTP_PORT)).isEqualTo(8080);
    }

    /** Command line over environment over file over default (R313). */
    @Test
    void theNearerSourceWins() throws IOException {
        Files.writeString(file, "http.port: 1\nhttp.host: from-file\nlog.level: warn\n");
        Map<String, String> environment = Map.of("PERGOLA_HTTP_PORT", "2", "PERGOLA_HTTP_HOST", "from-environment");
        Settings settings = load(environment, option("--http-port", "http.port", "3"));
        assertThat(settings.get(ConfigurationKeys.HTTP_PORT)).isEqualTo(3);
        assertThat(settings.setting(ConfigurationKeys.HTTP_PORT).origin()).isEqualTo("--http-port");
        assertThat(settings.get(ConfigurationKeys.HTTP_HOST)).isEqualTo("from-environment");
        assertThat(settings.setting(ConfigurationKeys.HTTP_HOST).origin()).isEqualTo("environment PERGOLA_HTTP_HOST");
        assertThat(settings.get(ConfigurationKeys.LOG_LEVEL)).isEqualTo("warn");
    }

    @Test
    void theLastOfSeveralOptionsWins() {
        assertThat(load(Map.of(), option("--set a", "http.port", "1"), option("--set b", "http.port", "2"))
                        .get(ConfigurationKeys.HTTP_PORT))
                .isEqualTo(2);
    }

    @Test
    void relativePathsStartWhereTheirSourceIs() throws IOException {
        Files.writeString(file, "data: d\n");
        assertThat(load(Map.of()).get(ConfigurationKeys.DATA)).isEqualTo(home.resolve("d"));
        assertThat(load(Map.of("PERGOLA_DATA", "d")).get(ConfigurationKeys.DATA))
                .isEqualTo(work.resolve("d"));
        assertThat(load(Map.of(), option("--data", "data", "d")).get(ConfigurationKeys.DATA))
                .isEqualTo(work.resolve("d"));
    }

    @Test
    void listsInTheEnvironmentAreSeparatedByCommas() {
        Settings settings = load(Map.of("PERGOLA_PLUGINS_DIRECTORIES", "/a, b", "PERGOLA_KERNEL_READY_CONDITIONS", ""));
        assertThat(settings.get(ConfigurationKeys.PLUGIN_DIRECTORIES))
                .containsExactly(Path.of("/a"), work.resolve("b"));
        assertThat(settings.get(ConfigurationKeys.READY_CONDITIONS)).isEmpty();
    }

    @Test
    void anotherFileReplacesTheStandardOne() throws IOException {
        Files.writeString(file, "http.port: 1\n");
        Files.writeString(work.resolve("mine.yaml"), "http.host: mine\n");
        Settings settings = new ConfigurationLoader(home, work, Map.of())
                .load(Optional.of(Path.of("mine.yaml")), List.of(), warnings::add);
        assertThat(settings.get(ConfigurationKeys.HTTP_HOST)).isEqualTo("mine");
        assertThat(settings.get(ConfigurationKeys.HTTP_PORT)).isEqualTo(8080);
    }

    @Test
    void aNamedFileMustExist() {
        ConfigurationException failure = catchThrowableOfType(
                ConfigurationException.class,
                () -> new ConfigurationLoader(home, work, Map.of())
                        .load(Optional.of(Path.of("missing.yaml")), List.of(), warnings::add));
        assertThat(failure)
                .hasMessageContaining("missing.yaml: cannot be read (NoSuchFileException)")
                .hasMessageContaining("check that the file exists");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.port: 80a | HOME/etc/pergola.yaml:1:12: http.port: \"80a\" is not a whole number; allowed: a whole number from 0 to 65535",
                "http.port: 99999 | HOME/etc/pergola.yaml:1:12: http.port: 99999 is out of range; allowed: a whole number from 0 to 65535",
                "http.port: [1, 2] | HOME/etc/pergola.yaml:1:12: http.port: it takes one value, not a list; allowed: a whole number from 0 to 65535",
                "http.prot: 1 | HOME/etc/pergola.yaml:1:1: http.prot: there is no such key; did you mean http.port?",
                "zebra: 1 | HOME/etc/pergola.yaml:1:1: zebra: there is no such key; \"pergola config --reference\" lists them all",
                "{http: {prot: 1}} | HOME/etc/pergola.yaml:1:9: http.prot: there is no such key; did you mean http.port?",
                "http.port: | HOME/etc/pergola.yaml:1:1: http.port: it has no value; give one, or comment the line out to have the default",
                "http: 8080 | HOME/etc/pergola.yaml:1:7: http: this is a group of keys, not a value; indent the keys below it",
                "http.port: {a: 1} | HOME/etc/pergola.yaml:1:12: http.port: this is a value, not a group of keys; write it as \"http.port: …\"",
                "plugins.directories: [[a]] | HOME/etc/pergola.yaml:1:23: plugins.directories: an item of the list is not a plain value; write one value an item",
                "plugins.directories: [a, ] | ",
                "{http.port: 1, http: {port: 2}} | HOME/etc/pergola.yaml:1:23: http.port: it is set twice, first at HOME/etc/pergola.yaml:1:13; keep one of the two",
                "[a] | HOME/etc/pergola.yaml:1:1: the file holds no keys; write lines such as \"http.port: 8080\"",
                "{[a]: 1} | HOME/etc/pergola.yaml:1:2: a key must be a word; write lines such as \"http.port: 8080\"",
                "http.enabled: yes | HOME/etc/pergola.yaml:1:15: http.enabled: \"yes\" is neither true nor false; allowed: true or false",
                "log.level: inof | HOME/etc/pergola.yaml:1:12: log.level: \"inof\" is not one of the words it takes; did you mean info?; allowed: trace, debug, info, warn, error, off",
                "plugins.watch-interval: 1.0 | HOME/etc/pergola.yaml:1:25: plugins.watch-interval: \"1.0\" is not a number with a unit; allowed: a number with a unit (ms, s, m, h, d), from 10ms to 1h",
                "data: '' | HOME/etc/pergola.yaml:1:7: data: an empty text is not a path; allowed: a path; ~ is the home folder of the user",
                "http: {port: 1 | HOME/etc/pergola.yaml:1:15: this is not YAML: expected ',' or '}', but got <stream end>; check indentation, quotes and brackets around this place",
                "http: *nothing | HOME/etc/pergola.yaml:1:7: this is not YAML: found undefined alias nothing; check indentation, quotes and brackets around this place"
            })
    void everyErrorNamesPlaceKeyAndRemedy(String text, String expected) throws IOException {
        if (expected == null) {
            assertThat(loadFile(text)).isNotNull();
        } else {
            assertThat(problemsOf(text)).containsExactly(expected);
        }
    }

    @Test
    void allErrorsAreReportedAtOnce() throws IOException {
        Files.writeString(file, "http.port: x\nzebra: 1\n\nlimits:\n  memory-mb: 0\n");
        List<String> problems = problems(
                Map.of("PERGOLA_LOG_LEVEL", "loud"),
                option("--http-port", "http.port", "y"),
                option("--set htttp.port", "htttp.port", "1"));
        // What the command line overrides is wrong all the same: the next start may be without it.
        assertThat(problems).hasSize(6);
        assertThat(problems).anyMatch(problem -> problem.startsWith("HOME/etc/pergola.yaml:1:12: http.port"));
        assertThat(problems).anyMatch(problem -> problem.startsWith("HOME/etc/pergola.yaml:2:1: zebra"));
        assertThat(problems).anyMatch(problem -> problem.startsWith("HOME/etc/pergola.yaml:5:14: limits.memory-mb: 0"));
        assertThat(problems).anyMatch(problem -> problem.startsWith("environment PERGOLA_LOG_LEVEL: log.level"));
        assertThat(problems).anyMatch(problem -> problem.startsWith("--http-port: http.port: \"y\""));
        assertThat(problems).contains("--set htttp.port: htttp.port: there is no such key; did you mean http.port?");
    }

    @Test
    void aHostileFileIsRefused() throws IOException {
        assertThat(problemsOf("#".repeat((1 << 20) + 1)))
                .singleElement()
                .asString()
                .contains("larger than 1 MiB");
        assertThat(problemsOf("a: " + "[".repeat(1000)))
                .singleElement()
                .asString()
                .contains("not YAML");
        assertThat(problemsOf("a: !!javax.script.ScriptEngineManager []"))
                .singleElement()
                .asString()
                .contains("Global tag is not allowed");
        assertThat(problemsOf("""
                        a: &a [x, x]
                        b: &b [*a, *a, *a, *a, *a, *a]
                        c: &c [*b, *b, *b, *b, *b, *b]
                        """))
                .isNotEmpty()
                .anyMatch(problem -> problem.contains("not YAML") || problem.contains("no such key"));
        assertThat(problemsOf("plugins: &p\n  security: *p\n"))
                .singleElement()
                .asString()
                .contains("plugins.security.security: there is no such key");
        assertThat(problemsOf("a: \u0001")).singleElement().asString().contains("not YAML");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws IOException {
        Files.write(file, "http.host: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(problems(Map.of())).singleElement().asString().contains("not UTF-8");
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(problems(Map.of())).singleElement().asString().contains("cannot be read");
    }

    /** An orchestrator makes up such variables; only what looks like a typing error is worth a warning. */
    @Test
    void unknownVariablesAreNoErrors() {
        load(Map.of(
                "PERGOLA_HTTP_PROT",
                "1",
                "PERGOLA_SERVICE_HOST",
                "10.0.0.1",
                "PERGOLA_PORT_8080_TCP_ADDR",
                "x",
                "PATH",
                "/bin"));
        assertThat(warnings)
                .containsExactly("environment PERGOLA_HTTP_PROT sets nothing; did you mean PERGOLA_HTTP_PORT?");
    }

    @Test
    void whatTheStartScriptReadsIsNoMistake() {
        load(Map.of("PERGOLA_OPTS", "-Xmx512m", "PERGOLA_ARCHIVE", "off"));
        assertThat(warnings).isEmpty();
    }

    @Test
    void assignmentsAreParsed() {
        assertThat(Assignment.parse("--set", "http.port=1"))
                .isEqualTo(new Assignment("--set http.port", "http.port", List.of("1")));
        assertThat(Assignment.parse("--set", "kernel.ready-conditions=a,b").items())
                .containsExactly("a", "b");
        assertThat(Assignment.parse("--set", "registry.url=http://x?a=b").items())
                .containsExactly("http://x?a=b");
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Assignment.parse("--set", "http.port")))
                .hasMessageContaining("not of the form key=value");
    }
}
