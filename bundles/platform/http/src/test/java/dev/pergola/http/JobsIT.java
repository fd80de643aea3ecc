package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.RetryPolicy;
import dev.pergola.lifecycle.PluginState;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R32, R33, R34: jobs over HTTP. */
class JobsIT {
    private static final String EXECUTE = "/api/v1/plugins/wordcount/execute";
    private static final String ASYNC = "{\"type\":\"COUNT\",\"input\":{\"text\":\"a b\"},\"mode\":\"async\"}";
    private static final Result.Call CALL = new Result.Call("x-1", "wordcount", "1.0.0", "p", ResourceUsage.NONE);

    @TempDir
    Path folder;

    private HttpRuntime runtime;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        client = Client.of(runtime.kernel);
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
    }

    @AfterEach
    void stop() throws Exception {
        runtime.close();
    }

    private static Job.Progress progress(int attempt, double fraction, String message) {
        return new Job.Progress(attempt, 0, fraction, message, Optional.of("x-1"), false);
    }

    @Test
    void modeAsyncMakesAJobOfItWhoseResultCanBeFetched() throws Exception {
        Answer accepted = client.post(EXECUTE, ASYNC);
        assertThat(accepted.status()).isEqualTo(202);
        String location = accepted.header("Location");
        assertThat(location).isEqualTo("/api/v1/jobs/j1");
        assertThat(accepted.json().get("status").asText()).isEqualTo("queued");
        assertThat(runtime.calls.requests).as("nobody was called yet").isEmpty();
        runtime.jobs.set("j1", JobStatus.RUNNING, progress(1, 0.5, "half"), Optional.empty());
        JsonNode running = client.get(location).json();
        assertThat(running.get("progress").asDouble()).isEqualTo(0.5);
        assertThat(running.get("message").asText()).isEqualTo("half");
        assertThat(running.get("execution_id").asText()).isEqualTo("x-1");
        assertThat(running.at("/input/text").asText()).isEqualTo("a b");
        runtime.jobs.set(
                "j1",
                JobStatus.SUCCEEDED,
                progress(1, 1, ""),
                Optional.of(new Result.Success<>(TaskResult.of(Map.of("words", 2)), CALL)));
        JsonNode ended = client.get(location).json();
        assertThat(ended.get("status").asText()).isEqualTo("succeeded");
        assertThat(ended.at("/result/words").asInt()).isEqualTo(2);
        assertThat(ended.at("/execution/status").asText()).isEqualTo("success");
    }

    /** What was promised before there was a queue. */
    @Test
    void whoPrefersNotToWaitGetsAJobTooAndSeesItAsAnExecution() throws Exception {
        Answer accepted = client.send(client.request("POST", EXECUTE, BodyPublishers.ofString("{\"input\":{}}"))
                .header("Content-Type", "application/json")
                .header("Prefer", "handling=strict, Respond-Async; foo=1"));
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.header("Preference-Applied")).isEqualTo("respond-async");
        String address = "/api/v1/executions/" + accepted.json().get("id").asText();
        assertThat(client.get(address).json().get("status").asText()).isEqualTo("running");
        runtime.jobs.set(
                "j1",
                JobStatus.FAILED,
                progress(1, 0, ""),
                Optional.of(new Result.Failure<>(Status.TIMEOUT, "Too slow", "", CALL)));
        JsonNode ended = client.get(address).json();
        assertThat(ended.get("status").asText()).isEqualTo("timeout");
        assertThat(ended.at("/error/message").asText()).isEqualTo("Too slow");
        assertThat(client.delete(address).problem()).isEqualTo("execution-ended");
    }

    @Test
    void howItIsToBeDoneIsInTheRequest() throws Exception {
        HttpRequest.Builder request = client.request(
                        "POST",
                        EXECUTE,
                        BodyPublishers.ofString(
                                "{\"mode\":\"async\",\"priority\":90,\"deadline_ms\":60000,\"timeout_ms\":500,"
                                        + "\"retry\":{\"max_attempts\":4,\"first_wait_ms\":100,\"factor\":3,"
                                        + "\"longest_wait_ms\":5000}}"))
                .header("Idempotency-Key", "once");
        assertThat(client.send(request).status()).isEqualTo(202);
        JobRequest taken = runtime.jobs.requests.get(0);
        assertThat(taken.options())
                .isEqualTo(new JobRequest.Options(
                        90,
                        Optional.of(Duration.ofSeconds(60)),
                        new RetryPolicy(4, Duration.ofMillis(100), 3, Duration.ofSeconds(5)),
                        Optional.of("once")));
        assertThat(taken.task().timeout()).contains(Duration.ofMillis(500));
        assertThat(taken.task().caller()).isEqualTo("admin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mode\":\"later\"}",
                "{\"priority\":90}",
                "{\"mode\":\"async\",\"priority\":101}",
                "{\"mode\":\"async\",\"deadline_ms\":0}",
                "{\"mode\":\"async\",\"retry\":{\"max_attempts\":0}}",
                "{\"mode\":\"async\",\"retry\":{\"max_attempts\":2,\"factor\":0.5}}",
                "{\"mode\":\"async\",\"retry\":{\"max_attempts\":2,\"first_wait_ms\":-1}}"
            })
    void whatMakesNoSenseIsRefused(String body) throws Exception {
        Answer refused = client.post(EXECUTE, body);
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(runtime.jobs.requests).isEmpty();
        assertThat(runtime.calls.requests).isEmpty();
    }

    @Test
    void aPluginThatIsNotThereGetsNoJobsAndAQueueThatIsFullTakesNone() throws Exception {
        assertThat(client.post("/api/v1/plugins/nobody/execute", ASYNC).problem())
                .isEqualTo("plugin-not-found");
        runtime.jobs.full = true;
        Answer full = client.post(EXECUTE, ASYNC);
        assertThat(full.status()).isEqualTo(429);
        assertThat(full.problem()).isEqualTo("queue-full");
        assertThat(full.header("Retry-After")).isEqualTo("10");
        assertThat(full.detail()).contains("jobs.max-queued");
    }

    @Test
    void jobsAreListedCancelledAndRetried() throws Exception {
        runtime.plugins.add("thumbs", "1.0.0", PluginState.ACTIVE, "text");
        for (int i = 0; i < 3; i++) client.post(EXECUTE, ASYNC);
        client.post("/api/v1/plugins/thumbs/execute", ASYNC);
        Answer page = client.get("/api/v1/jobs?plugin=wordcount&limit=2");
        assertThat(page.json().findValuesAsText("id")).containsExactly("j3", "j2");
        assertThat(page.json().get(0).has("input")).as("lists have no data").isFalse();
        String next = page.header("Link").replaceAll("<(.*)>.*", "$1");
        assertThat(client.get(next).json().findValuesAsText("id")).containsExactly("j1");
        Answer cancelled = client.post("/api/v1/jobs/j2/cancel");
        assertThat(cancelled.json().get("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.json().get("message").asText()).isEqualTo("Cancelled by admin");
        assertThat(client.get("/api/v1/jobs?status=cancelled").json().findValuesAsText("id"))
                .containsExactly("j2");
        assertThat(client.post("/api/v1/jobs/j2/cancel").problem()).isEqualTo("job-ended");
        assertThat(client.post("/api/v1/jobs/j2/retry").json().get("status").asText())
                .isEqualTo("queued");
        assertThat(client.post("/api/v1/jobs/j2/retry").problem()).isEqualTo("job-not-ended");
        assertThat(client.post("/api/v1/jobs/j9/cancel").problem()).isEqualTo("job-not-found");
        assertThat(client.delete("/api/v1/executions/j3").status()).isEqualTo(204);
        assertThat(client.get("/api/v1/jobs/j3").json().get("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void aTokenThatIsLimitedSeesTheJobsOfItsPluginsAndNoOthers() throws Exception {
        client.post(EXECUTE, ASYNC);
        Answer issued =
                client.post("/api/v1/tokens", "{\"name\":\"limited\",\"role\":\"operator\",\"plugins\":[\"thumbs\"]}");
        Client limited = client.withToken(issued.json().get("secret").asText());
        assertThat(limited.get("/api/v1/jobs").status()).isEqualTo(403);
        assertThat(limited.get("/api/v1/jobs?plugin=thumbs").json()).isEmpty();
        assertThat(limited.get("/api/v1/jobs/j1").problem()).isEqualTo("job-not-found");
        assertThat(limited.post("/api/v1/jobs/j1/cancel").problem()).isEqualTo("job-not-found");
        assertThat(limited.get("/api/v1/executions/j1").status()).isEqualTo(404);
    }
}
