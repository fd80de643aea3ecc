package dev.pergola.graphql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.Answer;
import dev.pergola.http.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** R189. */
class GraphQlRunnerTest {
    private static final String GRAPHQL = "application/graphql-response+json";
    private static final Map<String, Object> WORDCOUNT = Map.of(
            "id",
            "wordcount",
            "version",
            "1.0.0",
            "permissions_enforced",
            true,
            "status",
            "active",
            "tags",
            List.of("a"));

    private final FakeOperations operations = new FakeOperations();
    private final AtomicLong nanos = new AtomicLong();
    private final GraphQlRunner runner = runner(Bounds.DEFAULT);

    private GraphQlRunner runner(Bounds bounds) {
        return GraphQlRunner.create(GraphQlApi.schema(), bounds, nanos::get);
    }

    private Answer run(String query, Map<String, Object> variables) {
        return run(runner, Map.of("query", query, "variables", variables), GRAPHQL);
    }

    private Answer run(String query) {
        return run(query, Map.of());
    }

    private Answer run(GraphQlRunner with, Map<String, Object> body, String accept) {
        return with.execute(new Endpoint.Call(body, accept, operations))
                .toCompletableFuture()
                .join();
    }

    private static Object data(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        Map<?, ?> body = (Map<?, ?>) answer.body();
        assertThat(body.get("errors")).isNull();
        return body.get("data");
    }

    private static Map<?, ?> error(Answer answer) {
        return (Map<?, ?>) ((List<?>) ((Map<?, ?>) answer.body()).get("errors")).get(0);
    }

    private static Object code(Answer answer) {
        return ((Map<?, ?>) error(answer).get("extensions")).get("code");
    }

    @Test
    void listsPluginsPageByPage() {
        operations.answering(
                "listPlugins",
                List.of(WORDCOUNT),
                Map.of("X-Total-Count", "7", "Link", "</api/v1/plugins?cursor=d29y_-&limit=1>; rel=\"next\""));

        Object data = data(run(
                "query($n: Int) { plugins(status: \"active\", category: \"text\", text: \"w\", first: $n, after: \"x\")"
                        + " { totalCount hasNextPage endCursor nodes { id version permissionsEnforced status tags } } }",
                Map.of("n", 1)));

        assertThat(operations.calls)
                .containsExactly("listPlugins {category=text, cursor=x, limit=1, q=w, status=active} {}");
        assertThat(data)
                .isEqualTo(Map.of(
                        "plugins",
                        Map.of(
                                "totalCount",
                                7,
                                "hasNextPage",
                                true,
                                "endCursor",
                                "d29y_-",
                                "nodes",
                                List.of(Map.of(
                                        "id", "wordcount",
                                        "version", "1.0.0",
                                        "permissionsEnforced", true,
                                        "status", "active",
                                        "tags", List.of("a"))))));
    }

    @Test
    void knowsTheLastPage() {
        operations.answering("listPlugins", List.of(), Map.of("X-Total-Count", "0"));

        assertThat(data(run("{ plugins { hasNextPage endCursor } }")))
                .hasToString("{plugins={hasNextPage=false, endCursor=null}}");
    }

    @Test
    void whatAPluginHasComesFromItsOwnOperations() {
        operations
                .answering("getPlugin", WORDCOUNT)
                .answering("listPlugins", List.of(WORDCOUNT))
                .answering("getConfiguration", Map.of("values", Map.of("password", "********")))
                .answering("listPluginExecutions", List.of(Map.of("execution_id", "e1", "input", Map.of("a_b", 1))))
                .answering("listDeployments", List.of(Map.of("id", 3, "from_version", "")));

        Object data = data(run("{ plugin(id: \"wordcount\", version: \"1.0.0\") { versions { version } configuration {"
                + " values } executions(limit: 2) { executionId input } journal { id fromVersion } } }"));

        assertThat(operations.calls)
                .containsExactlyInAnyOrder(
                        "getPlugin {id=wordcount, version=1.0.0} {}",
                        "listPlugins {id=wordcount} {}",
                        "getConfiguration {id=wordcount} {}",
                        "listPluginExecutions {id=wordcount, limit=2} {}",
                        "listDeployments {limit=20, plugin=wordcount} {}");
        assertThat(data)
                .asString()
                .contains("values={password=********}", "executionId=e1", "input={a_b=1}", "fromVersion=");
    }

    @Test
    void extensionPointsAreTheTypesOfTheExtensions() {
        operations.answering(
                "listExtensions",
                List.of(
                        Map.of("type", "A", "name", "one"),
                        Map.of("type", "B", "name", "two"),
                        Map.of("type", "A", "name", "three")));

        assertThat(data(run("{ extensionPoints { type extensions { name } } }")))
                .hasToString("{extensionPoints=[{type=A, extensions=[{name=one}, {name=three}]}, "
                        + "{type=B, extensions=[{name=two}]}]}");
    }

    @Test
    void mutationsCallOneOperationEach() {
        Map<String, Object> report = Map.of("deployment_id", 4, "outcome", "DONE", "plugin", WORDCOUNT);
        operations
                .answering("enablePlugin", report)
                .answering("disablePlugin", report)
                .answering("reloadPlugin", report)
                .answering("rollbackPlugin", report)
                .doing("uninstallPlugin", () -> CompletableFuture.completedFuture(new Answer(204, "", "")))
                .answering("setConfiguration", Map.of("revision", 2L));

        Object data = data(run(
                "mutation($c: JSON!) { a: enable(id: \"w\") { outcome plugin { id } } disable(id: \"w\") { deploymentId }"
                        + " reload(id: \"w\") { outcome } rollback(id: \"w\", version: \"1\", keepState: true) { outcome }"
                        + " uninstall(id: \"w\", keepState: true, keepPermissions: true) configure(id: \"w\", config: $c) { revision } }",
                Map.of("c", Map.of("greeting", "hi"))));

        assertThat(operations.calls)
                .containsExactly(
                        "enablePlugin {id=w} {}",
                        "disablePlugin {id=w} {}",
                        "reloadPlugin {id=w} {}",
                        "rollbackPlugin {id=w} {version=1, keep_state=true}",
                        "uninstallPlugin {id=w, keep_permissions=true, keep_state=true} {}",
                        "setConfiguration {id=w} {greeting=hi}");
        assertThat(data).asString().contains("uninstall=true", "revision=2", "a={outcome=DONE, plugin={id=wordcount}}");
    }

    @Test
    void executesWithInputFromLiteralsAndVariables() {
        operations.answering(
                "executePlugin", Map.of("status", "timeout", "error", Map.of("message", "too slow", "exception", "")));

        Object data = data(run(
                "mutation($t: String) { execute(id: \"w\", type: \"COUNT\", timeoutMs: 5000000000, input: {text: $t, n: 1,"
                        + " d: 1.5, deep: [true, null, \"x\"]}) { status result error { message reason } } }",
                Map.of("t", "a b")));

        assertThat(operations.calls)
                .containsExactly("executePlugin {id=w} {type=COUNT, input={text=a b, n=1, d=1.5, deep=[true, null, x]},"
                        + " timeout_ms=5000000000}");
        assertThat(data).hasToString("{execute={status=timeout, result=null, error={message=too slow, reason=null}}}");
    }

    @Test
    void aProblemBecomesAnErrorOfItsField() {
        operations.refusing("getPlugin", "plugin-not-found", "No plugin 'x' is %s installed.");

        Answer answer = run("{ one: plugin(id: \"x\") { id } }");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(((Map<?, ?>) answer.body()).get("data")).hasToString("{one=null}");
        assertThat(error(answer).get("message")).isEqualTo("No plugin 'x' is %s installed.");
        assertThat(error(answer).get("path")).isEqualTo(List.of("one"));
        assertThat(code(answer)).isEqualTo("plugin-not-found");
        assertThat(((Map<?, ?>) error(answer).get("extensions")).get("status")).isEqualTo(404);
    }

    @Test
    void whatGoesWrongInsideStaysInside() {
        Answer answer = run("{ plugin(id: \"x\") { id } }");

        assertThat(error(answer).get("message")).asString().contains("incident").doesNotContain("secret");
        assertThat(code(answer)).isEqualTo("internal-error");
        assertThat(answer.body().toString()).doesNotContain("secret", "Exception", "at dev.pergola");
    }

    @Test
    void aFailureThatComesLaterIsNoDifferent() {
        operations.doing("getPlugin", () -> CompletableFuture.failedFuture(new IllegalStateException("secret detail")));

        assertThat(run("{ plugin(id: \"x\") { id } }").body().toString())
                .contains("incident")
                .doesNotContain("secret");
    }

    @Test
    void whatIsNoRequestIsRefused() {
        for (Map<String, Object> body : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("query", " "),
                Map.of("query", 1),
                Map.of("query", "{ __typename }", "operationName", 1),
                Map.of("query", "{ __typename }", "variables", List.of()),
                Map.of("query", "{ __typename }", "operation", "x"))) {
            for (String accept : List.of(GRAPHQL, "application/json")) {
                Answer answer = run(runner, body, accept);
                assertThat(answer.status()).as("%s", body).isEqualTo(400);
                assertThat(answer.mediaType()).isEqualTo(accept);
                assertThat(code(answer)).isEqualTo("invalid-request");
            }
        }
    }

    @Test
    void nullsStandForWhatIsLeftOut() {
        Map<String, Object> body = new HashMap<>(Map.of("query", "{ __typename }"));
        body.put("operationName", null);
        body.put("variables", null);

        assertThat(data(run(runner, body, ""))).hasToString("{__typename=Query}");
    }

    @Test
    void theStatusSaysWhetherADocumentCouldBeRunToThoseWhoExpectIt() {
        for (String query : List.of(
                "{ plugin(",
                "{ nonsense }",
                "query A { __typename } query B { __typename }",
                "query($x: Int!) { plugins(first: $x) { totalCount } }")) {
            Answer modern = run(runner, Map.of("query", query), GRAPHQL);
            assertThat(modern.status()).as(query).isEqualTo(400);
            assertThat(((Map<?, ?>) modern.body()).get("data")).isNull();
            Answer older = run(runner, Map.of("query", query), "application/json");
            assertThat(older.status()).as(query).isEqualTo(200);
            assertThat(older.mediaType()).isEqualTo("application/json");
            assertThat(error(older).get("message")).isNotNull();
        }
        assertThat(operations.calls).isEmpty();
    }

    @Test
    void choosesTheOperation() {
        Map<String, Object> body =
                Map.of("query", "query A { a: __typename } query B { b: __typename }", "operationName", "B");

        assertThat(data(run(runner, body, ""))).hasToString("{b=Query}");
    }

    @Test
    void boundsLengthTokensDepthAndCost() {
        GraphQlRunner tight = runner(new Bounds(2000, 200, 4, 500, 10, Duration.ofSeconds(1)));

        assertThat(code(run(tight, Map.of("query", "{ __typename #" + "x".repeat(2000) + "\n }"), GRAPHQL)))
                .isEqualTo("query-too-long");
        Answer tokens = run(tight, Map.of("query", "{" + " a:__typename".repeat(90) + "}"), GRAPHQL);
        assertThat(tokens.status()).isEqualTo(400);
        assertThat(error(tokens).get("message")).asString().contains("tokens");
        assertThat(code(run(
                        tight,
                        Map.of("query", "{ plugins(first: 1) { nodes { versions { versions { id } } } } }"),
                        GRAPHQL)))
                .isEqualTo("query-too-deep");
        Answer expensive =
                run(tight, Map.of("query", "{ plugins(first: 100) { nodes { id name version state } } }"), GRAPHQL);
        assertThat(expensive.status()).isEqualTo(400);
        assertThat(code(expensive)).isEqualTo("query-too-expensive");
        assertThat(error(expensive).get("message")).asString().contains("510", "500");
        assertThat(operations.calls).isEmpty();
    }

    @Test
    void boundsTheOperationsOfOneRequest() {
        operations.answering("getPlugin", WORDCOUNT);
        GraphQlRunner tight = runner(new Bounds(2000, 1000, 4, 10_000, 3, Duration.ofSeconds(1)));

        Answer answer = run(
                tight,
                Map.of(
                        "query",
                        "{ a: plugin(id: \"x\") { id } b: plugin(id: \"x\") { id } c: plugin(id: \"x\") { id } "
                                + "d: plugin(id: \"x\") { id } }"),
                GRAPHQL);

        assertThat(operations.calls).hasSize(3);
        assertThat(code(answer)).isEqualTo("too-many-operations");
        assertThat(error(answer).get("path")).isEqualTo(List.of("d"));
    }

    @Test
    void beginsNothingMoreForARequestThatTookTooLong() {
        operations.doing("enablePlugin", () -> {
            nanos.addAndGet(Duration.ofSeconds(31).toNanos());
            return CompletableFuture.completedFuture(new Answer(200, "application/json", Map.of("outcome", "DONE")));
        });

        Answer answer = run("mutation { a: enable(id: \"x\") { outcome } b: enable(id: \"x\") { outcome } }");

        assertThat(operations.calls).hasSize(1);
        assertThat(code(answer)).isEqualTo("timeout");
    }

    @Test
    void answersTheIntrospectionOfCommonTools() {
        Answer answer = run(graphql.introspection.IntrospectionQuery.INTROSPECTION_QUERY);

        assertThat(data(answer)).asString().contains("PluginConnection", "Mutation");
    }

    @Test
    void refusesAConfigurationThatIsNoObject() {
        Answer answer = run("mutation { configure(id: \"x\", config: [1]) { revision } }");

        assertThat(code(answer)).isEqualTo("invalid-request");
        assertThat(operations.calls).isEmpty();
    }
}
