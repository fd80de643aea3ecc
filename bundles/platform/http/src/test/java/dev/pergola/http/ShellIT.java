package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the command line talks to a running instance: with the real Gogo. */
class ShellIT {
    private static HttpRuntime runtime;
    private static Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        client = Client.of(runtime.kernel);
        assertThat(client.post("/api/v1/shell", "{\"command\":\"x\"}").detail()).contains("no shell");
        runtime.kernel.startGogo();
        runtime.kernel.offer(
                Commands.class,
                new Commands(),
                Map.of("osgi.command.scope", "test", "osgi.command.function", new String[] {
                    "greet", "give", "fail", "lots"
                }));
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @BeforeEach
    void forget() {
        runtime.store.audited.clear();
    }

    /** Without a scope, a name means the same as at the prompt. */
    @Test
    void findsCommandsWithoutTheirScopeAsThePromptDoes() throws Exception {
        for (String scope : new String[] {"extension", "plugin", "another"}) {
            runtime.kernel.offer(
                    Pick.class,
                    new Pick(scope),
                    Map.of("osgi.command.scope", scope, "osgi.command.function", new String[] {"pick"}));
        }
        assertThat(run("pick").body()).isEqualTo("plugin\n");
        assertThat(run("extension:pick").body()).isEqualTo("extension\n");
    }

    /** Says which one it is. */
    public record Pick(String scope) {
        /** The command. */
        public String pick() {
            return scope;
        }
    }

    @Test
    void runsACommand() throws Exception {
        Answer answer = run("test:greet \\\"ä b\\\"");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(answer.header("X-Exit-Code")).isEqualTo("0");
        assertThat(answer.body()).isEqualTo("Hello ä b\n");
        assertThat(run("test:give").body()).isEqualTo("given\n");
        assertThat(run("test:greet ${pergola.actor}").body()).isEqualTo("Hello admin\n");
        assertThat(run("test:greet a; test:greet b").body()).isEqualTo("Hello a\nHello b\n");
    }

    @Test
    void tellsThatACommandFailed() throws Exception {
        Answer failed = run("test:fail");
        assertThat(failed.status()).isEqualTo(200);
        assertThat(failed.header("X-Exit-Code")).isEqualTo("1");
        assertThat(failed.body()).isEqualTo("error: no such thing\n");
        assertThat(run("tset:fail").body())
                .isEqualTo("error: There is no command tset:fail\n  See what there is: help\n");
        Answer unknown = run("test:nothing");
        assertThat(unknown.header("X-Exit-Code")).isEqualTo("1");
        assertThat(unknown.body()).startsWith("error: ").contains("test:nothing");
        assertThat(run("test:greet (").header("X-Exit-Code")).isEqualTo("1");
    }

    /** However long the output is, a client that knows nothing of trailers learns how the command ended. */
    @Test
    void tellsOfALongOutputTooHowItWent() throws Exception {
        Answer answer = run("test:lots");
        assertThat(answer.header("X-Exit-Code")).isEqualTo("1");
        assertThat(answer.body()).hasSizeGreaterThan(2 << 20).endsWith("error: too much\n");
    }

    @Test
    void notesWhoRanWhatWithoutItsArguments() throws Exception {
        run("test:greet password=secret other secret");
        run("test:fail");
        // The audit row follows the answer.
        await().untilAsserted(() -> assertThat(runtime.store.audited).hasSize(2));
        assertThat(runtime.store.audited.get(0).action()).isEqualTo("shell.execute");
        assertThat(runtime.store.audited.get(0).actor()).isEqualTo("admin");
        assertThat(runtime.store.audited.get(0).outcome()).isEqualTo("ok");
        assertThat(runtime.store.audited.get(1).outcome()).isEqualTo("failed");
        assertThat(runtime.store.audited.toString()).contains("test:greet").doesNotContain("secret");
    }

    @Test
    void refusesNoCommand() throws Exception {
        assertThat(run(" ").status()).isEqualTo(400);
        assertThat(client.post("/api/v1/shell", "{}").status()).isEqualTo(400);
        assertThat(run("x".repeat(70_000)).status()).isEqualTo(400);
        assertThat(client.withToken("")
                        .post("/api/v1/shell", "{\"command\":\"test:greet\"}")
                        .status())
                .isEqualTo(401);
        assertThat(runtime.store.audited)
                .singleElement()
                .satisfies(entry -> assertThat(entry.outcome()).isEqualTo("denied"));
    }

    private static Answer run(String command) throws Exception {
        return client.post("/api/v1/shell", "{\"command\":\"" + command + "\"}");
    }

    /** Commands, as Gogo finds them. */
    public static final class Commands {
        /** Prints. */
        public void greet(String... words) {
            System.out.println("Hello " + words[0]);
        }

        /** Returns. */
        public String give() {
            return "given";
        }

        /** Fails. */
        public void fail() {
            throw new IllegalArgumentException("no such thing");
        }

        /** Prints much, and then fails. */
        public void lots() {
            String line = "x".repeat(1023);
            for (int i = 0; i < 2048; i++) System.out.println(line);
            throw new IllegalStateException("too much");
        }
    }
}
