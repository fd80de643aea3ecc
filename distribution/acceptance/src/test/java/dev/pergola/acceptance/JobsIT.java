package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue of jobs, which outlives the process (R32, R33, R34). On the real archive. */
class JobsIT {
    @TempDir
    Path folder;

    private Path plugins;
    private Path data;

    @BeforeEach
    void drop() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        data = folder.resolve("data");
        ProbeJar.of("worker", "1.0.0").dropInto(plugins);
    }

    private static String submit(Instance pergola, String input, String more) {
        HttpResponse<String> answer = pergola.request(
                "POST",
                "/api/v1/plugins/worker/execute",
                "{\"type\":\"PROBE\",\"mode\":\"async\",\"input\":" + input + more + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Instance.parse(answer.body()).path("id").asText();
    }

    private static JsonNode job(Instance pergola, String id) {
        return pergola.json("/api/v1/jobs/" + id);
    }

    private static JsonNode settle(Instance pergola, String id, String status) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(job(pergola, id).path("status").asText())
                        .as("%s", job(pergola, id))
                        .isEqualTo(status));
        return job(pergola, id);
    }

    @Test
    void whatRanAndWhatWaitedAtAKillIsDoneByTheNextStart() {
        List<String> ids = new ArrayList<>();
        Instance dying = Instance.quick(data, plugins, "--set", "jobs.threads=2");
        for (int i = 0; i < 5; i++) {
            int millis = i < 2 ? 8000 : 1;
            ids.add(submit(
                    dying, "{\"text\":\"" + i + "\",\"sleepMillis\":" + millis + "}", ",\"priority\":" + (50 - i)));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> dying.json("/api/v1/jobs?status=running").size() == 2);
        dying.kill();

        try (Instance after = Instance.quick(data, plugins, "--set", "jobs.threads=2")) {
            for (int i = 0; i < 5; i++) {
                JsonNode job = settle(after, ids.get(i), "succeeded");
                assertThat(job.at("/result/echo").asText()).isEqualTo(Integer.toString(i));
                assertThat(job.path("attempt").asInt()).as("%s", job).isEqualTo(i < 2 ? 2 : 1);
                assertThat(job.path("failures").asInt()).isZero();
            }
        }
    }

    @Test
    void anOrderlyStopPutsWhatRunsBackAndTheNextStartDoesIt() {
        String id;
        try (Instance first = Instance.quick(data, plugins)) {
            id = submit(first, "{\"text\":\"long\",\"sleepMillis\":20000}", "");
            settle(first, id, "running");
            assertThat(first.terminate()).isZero();
        }
        try (Instance second = Instance.quick(data, plugins)) {
            settle(second, id, "running");
            assertThat(second.request("POST", "/api/v1/jobs/" + id + "/cancel", "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(settle(second, id, "cancelled").path("failures").asInt()).isZero();
        }
    }

    @Test
    void aKeyMakesItOnceAlsoAcrossARestart() throws IOException {
        String once;
        try (Instance first = Instance.quick(data, plugins)) {
            once = submitOnce(first);
            assertThat(submitOnce(first)).isEqualTo(once);
            settle(first, once, "succeeded");
            first.kill();
        }
        try (Instance second = Instance.quick(data, plugins)) {
            assertThat(submitOnce(second)).isEqualTo(once);
            assertThat(second.probe("worker", "{\"count\":1}")
                            .at("/result/count")
                            .asInt())
                    .as("once by the job, and now")
                    .isEqualTo(2);
        }
    }

    private static String submitOnce(Instance pergola) {
        HttpResponse<String> answer = pergola.send(HttpRequest.newBuilder(
                        URI.create(pergola.address() + "/api/v1/plugins/worker/execute"))
                .header("Authorization", "Bearer " + pergola.token())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "order-17")
                .POST(BodyPublishers.ofString("{\"type\":\"PROBE\",\"mode\":\"async\",\"input\":{\"count\":1}}"))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
        return Instance.parse(answer.body()).path("id").asText();
    }

    @Test
    void itIsTriedAgainWithLongerAndLongerWaitsAndThenHasFailed() {
        try (Instance pergola = Instance.quick(data, plugins)) {
            String id = submit(
                    pergola,
                    "{\"do\":\"recurse\"}",
                    ",\"retry\":{\"max_attempts\":2,\"first_wait_ms\":200,\"factor\":3}");

            JsonNode failed = settle(pergola, id, "failed");
            assertThat(failed.path("failures").asInt()).isEqualTo(2);
            assertThat(failed.at("/execution/error/exception").asText()).contains("StackOverflowError");
            JsonNode events = pergola.json("/api/v1/jobs?status=failed&plugin=worker");
            assertThat(events).hasSize(1);
            assertThat(pergola.pergola("shell", "job:retry " + id).exitCode()).isZero();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(job(pergola, id).path("attempt").asInt()).isEqualTo(4));
            settle(pergola, id, "failed");
        }
    }

    @Test
    void ofThoseThatWaitTheMoreUrgentComesFirstAndOneThatIsCancelledNever() {
        try (Instance pergola = Instance.quick(data, plugins, "--set", "jobs.threads=1")) {
            String first = submit(pergola, "{\"sleepMillis\":50000}", "");
            settle(pergola, first, "running");
            String low = submit(pergola, "{\"count\":1}", ",\"priority\":1");
            String never = submit(pergola, "{\"count\":1}", ",\"priority\":50");
            String high = submit(pergola, "{\"count\":1}", ",\"priority\":90");
            String late = submit(pergola, "{\"count\":1}", ",\"deadline_ms\":1");
            assertThat(pergola.pergola("shell", "job:cancel " + never).out()).contains("cancelled");
            pergola.request("POST", "/api/v1/jobs/" + first + "/cancel", "");

            assertThat(settle(pergola, low, "succeeded").at("/result/count").asInt())
                    .isEqualTo(2);
            assertThat(settle(pergola, high, "succeeded").at("/result/count").asInt())
                    .isEqualTo(1);
            assertThat(settle(pergola, late, "failed").path("message").asText()).contains("deadline");
            settle(pergola, never, "cancelled");
        }
    }

    @Test
    void theShellDoesItToo() {
        try (Instance pergola = Instance.quick(data, plugins)) {
            Instance.Ran submitted =
                    pergola.pergola("shell", "job:submit worker PROBE --input '{\"text\":\"hello\"}' --json");
            String id = Instance.parse(submitted.out()).path("id").asText();

            Instance.Ran shown = pergola.pergola("shell", "job:show " + id + " --wait --json");
            assertThat(shown.exitCode()).as(shown.err()).isZero();
            assertThat(Instance.parse(shown.out()).at("/result/echo").asText()).isEqualTo("hello");
            assertThat(pergola.pergola("shell", "job:list worker").out())
                    .contains(id)
                    .contains("succeeded");
            Instance.Ran unknown = pergola.pergola("shell", "job:show nonsense");
            assertThat(unknown.exitCode()).isNotZero();
            assertThat(unknown.err() + unknown.out()).contains("There is no job nonsense", "job:list");
            assertThat(pergola.pergola("shell", "job:cancel " + id).exitCode()).isNotZero();
        }
    }

    @Test
    void aJobForAPluginThatIsNotThereYetWaitsForIt() {
        try (Instance pergola = Instance.quick(data, plugins)) {
            String id = submit(pergola, "{\"sleepMillis\":0,\"text\":\"later\"}", "");
            settle(pergola, id, "succeeded");
            assertThat(pergola.pergola("shell", "plugin:disable worker").exitCode())
                    .isZero();
            String waiting = submit(pergola, "{\"text\":\"later\"}", "");
            await().untilAsserted(() ->
                    assertThat(job(pergola, waiting).path("message").asText()).contains("not active"));
            assertThat(pergola.pergola("shell", "plugin:enable worker").exitCode())
                    .isZero();

            assertThat(settle(pergola, waiting, "succeeded").at("/result/echo").asText())
                    .isEqualTo("later");
        }
    }
}
