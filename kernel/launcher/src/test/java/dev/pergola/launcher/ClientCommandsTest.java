package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that talk to an instance, against a real HTTP server in its place. */
class ClientCommandsTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private HttpServer server;
    private InstanceLock lock;
    private int status = 200;
    private String answer = "{\"status\":\"success\"}";
    private String exitCode = "0";

    @BeforeEach
    void bringUpAnInstance() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        lock = InstanceLock.take(data());
        publish("http://127.0.0.1:" + server.getAddress().getPort());
        Files.writeString(data().resolve("admin.token"), "secret\n");
    }

    @AfterEach
    void takeItDown() {
        server.stop(0);
        lock.close();
    }

    private void publish(String address) {
        new Instance(ProcessHandle.current().pid(), address, Instant.now().minusSeconds(90)).write(data());
    }

    private Path data() {
        return home.resolve("data");
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization") + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("X-Exit-Code", exitCode);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private ExitCode run(String input, String... arguments) {
        Invocation invocation = new Invocation(
                home,
                home,
                Map.of(),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
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

    @Test
    void executesAPluginWithInputFromStandardInput() {
        answer = "{\"status\":\"success\",\"output\":{\"words\":6}}";
        assertThat(run("{\"text\":\"to be\"}", "exec", "wordcount", "--input", "-"))
                .isEqualTo(ExitCode.OK);
        assertThat(out()).isEqualTo(answer + System.lineSeparator());
        assertThat(requests)
                .containsExactly(
                        "POST /api/v1/plugins/wordcount/execute Bearer secret {\"input\":{\"text\":\"to be\"}}");
    }

    @Test
    void executesAPluginWithInputFromAFileAndAllOptions() throws IOException {
        Files.writeString(home.resolve("book.txt"), "[It was the best of times\n");
        assertThat(run(
                        "",
                        "exec",
                        "w",
                        "--input",
                        "book.txt",
                        "--type",
                        "COUNT \"x\"",
                        "--version",
                        "1.0.0",
                        "--timeout",
                        "5"))
                .isEqualTo(ExitCode.OK);
        assertThat(requests)
                .containsExactly(
                        "POST /api/v1/plugins/w/execute Bearer secret {\"type\":\"COUNT \\\"x\\\"\",\"version\":\"1.0.0\",\"timeout_ms\":5000,\"input\":{\"text\":\"[It was the best of times\\n\"}}");
    }

    @Test
    void executesWithoutInput() {
        assertThat(run("ignored", "exec", "w")).isEqualTo(ExitCode.OK);
        assertThat(requests).containsExactly("POST /api/v1/plugins/w/execute Bearer secret {\"input\":{}}");
    }

    @Test
    void takesJsonAsTextWhereAskedTo() {
        assertThat(run("{\"a\":1", "exec", "w", "--input", "-", "--text")).isEqualTo(ExitCode.OK);
        assertThat(requests).singleElement().asString().endsWith("{\"input\":{\"text\":\"{\\\"a\\\":1\"}}");
    }

    @Test
    void refusesWhatLooksLikeJsonAndIsNot() {
        assertThat(run("{\"a\":1", "exec", "w", "--input", "-")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("The input looks like JSON and is not: line 1, column 7");
        assertThat(requests).isEmpty();
    }

    @Test
    void refusesAnInputThatIsNoText() throws IOException {
        Files.write(home.resolve("x.bin"), new byte[] {(byte) 0xff, 0});
        assertThat(run("", "exec", "w", "--input", "x.bin")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("The input x.bin is not UTF-8 text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"status\":\"timeout\"}", "{\"status\":200}", "[]", "no json", "''"})
    void endsWithOneWhereThePluginDidNotSucceed(String body) {
        answer = body;
        assertThat(run("", "exec", "w")).isEqualTo(ExitCode.FAILED);
        assertThat(out()).isEqualTo(body + System.lineSeparator());
    }

    /** Whatever the HTTP status: what became of the execution is the answer. */
    @Test
    void showsTheResultOfAnExecutionThatWasRefusedOrTookTooLong() {
        status = 504;
        answer = "{\"status\":\"timeout\",\"error\":{\"message\":\"No answer within 1 s\"}}";
        assertThat(run("", "exec", "w", "--timeout", "1")).isEqualTo(ExitCode.FAILED);
        assertThat(out()).isEqualTo(answer + System.lineSeparator());
        assertThat(err().strip()).isEqualTo("pergola: w: timeout: No answer within 1 s");
    }

    @Test
    void quotesThePluginsIdInTheAddress() {
        run("", "exec", "../admin?x=1 2");
        assertThat(requests)
                .singleElement()
                .asString()
                .startsWith("POST /api/v1/plugins/..%2Fadmin%3Fx%3D1%202/execute ");
    }

    @Test
    void tellsWhatAProblemDocumentSays() {
        status = 404;
        answer = "{\"status\":404,\"title\":\"No such plugin\",\"detail\":\"There is no plugin w.\"}";
        assertThat(run("", "exec", "w")).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("The instance answers 404: No such plugin: There is no plugin w.");
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | pergola: The instance answers 500",
                "oops | pergola: The instance answers 500: oops",
                "{\"title\":\"T\"} | pergola: The instance answers 500: T",
                "[1] | pergola: The instance answers 500: [1]"
            })
    void tellsWhateverElseAnErrorSays(String body, String message) {
        status = 500;
        answer = body;
        assertThat(run("", "exec", "w")).isEqualTo(ExitCode.FAILED);
        assertThat(err().strip()).isEqualTo(message);
    }

    @Test
    void givesAShellCommandAndItsExitCode() {
        answer = "ID  VERSION\n";
        assertThat(run("", "shell", "plugin:list --json")).isEqualTo(ExitCode.OK);
        assertThat(out()).isEqualTo(answer);
        assertThat(requests).containsExactly("POST /api/v1/shell Bearer secret {\"command\":\"plugin:list --json\"}");
        exitCode = "1";
        assertThat(run("", "shell", "plugin:list")).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void givesOneShellCommandForEachLine() {
        answer = "ok\n";
        assertThat(run("one\n\n  \ntwo\nquit\nthree\n", "shell")).isEqualTo(ExitCode.OK);
        assertThat(requests)
                .extracting(request -> request.replaceAll(".*command\":\"(.*)\"}", "$1"))
                .containsExactly("one", "two");
        assertThat(out()).isEqualTo("ok\nok\n");
    }

    @Test
    void goesOnAfterALineThatFailedAndEndsWithTheLast() {
        status = 400;
        answer = "{\"title\":\"No\"}";
        assertThat(run("one\ntwo\n", "shell")).isEqualTo(ExitCode.FAILED);
        assertThat(requests).hasSize(2);
        assertThat(err()).contains("The instance answers 400: No");
    }

    @Test
    void needsTheTokenAndTheApi() throws IOException {
        Files.delete(data().resolve("admin.token"));
        assertThat(run("", "exec", "w")).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("Cannot read the admin token in " + data().resolve("admin.token"));
        publish("");
        err.reset();
        assertThat(run("", "exec", "w")).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("runs without its HTTP API");
    }

    @Test
    void tellsThatNothingAnswers() {
        server.stop(0);
        assertThat(run("", "exec", "w")).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("Nothing answers at http://127.0.0.1:");
    }

    @Test
    void tellsTheStatus() {
        assertThat(run("", "status")).isEqualTo(ExitCode.OK);
        assertThat(out())
                .startsWith("running")
                .contains("process  " + ProcessHandle.current().pid())
                .contains("address  http://127.0.0.1:" + server.getAddress().getPort())
                .containsPattern("up       1 min 3\\d s")
                .contains("data     " + data());
    }

    @Test
    void writesDurationsForPeople() {
        assertThat(StatusCommand.readable(Duration.ofSeconds(-1))).isEqualTo("0 s");
        assertThat(StatusCommand.readable(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(StatusCommand.readable(Duration.ofMinutes(61))).isEqualTo("1 h 1 min");
        assertThat(StatusCommand.readable(Duration.ofHours(49))).isEqualTo("2 d 1 h");
    }
}
