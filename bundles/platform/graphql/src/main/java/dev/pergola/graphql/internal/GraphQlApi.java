package dev.pergola.graphql.internal;

import dev.pergola.http.Answer;
import dev.pergola.http.ApiContribution;
import dev.pergola.http.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The two addresses of GraphQL. Names no class of the GraphQL library: those are loaded with the first request. */
@Component
public final class GraphQlApi implements ApiContribution {
    /** Where the schema is, beside this class. */
    static final String SCHEMA = "schema.graphqls";

    private static final String PATH = "/api/v1/graphql";

    private @Nullable GraphQlRunner runner;

    /** Without a schema yet. */
    @Activate
    public GraphQlApi() {}

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(
                        "POST",
                        PATH,
                        "executeGraphQl",
                        "Runs a GraphQL document: 'query', and where needed 'operationName' and 'variables' (GraphQL "
                                + "over HTTP).",
                        true,
                        List.of(MediaType.GRAPHQL.value(), MediaType.JSON.value()),
                        this::execute),
                new Endpoint(
                        "GET",
                        PATH + "/schema",
                        "getGraphQlSchema",
                        "The GraphQL schema, in GraphQL's own language.",
                        false,
                        List.of("text/plain"),
                        call -> CompletableFuture.completedFuture(new Answer(200, "text/plain", schema()))));
    }

    private CompletionStage<Answer> execute(Endpoint.Call call) {
        return runner().execute(call);
    }

    private synchronized GraphQlRunner runner() {
        GraphQlRunner made = runner;
        if (made == null) {
            made = GraphQlRunner.create(schema());
            runner = made;
        }
        return made;
    }

    /** The schema as text. */
    static String schema() {
        try (InputStream in = GraphQlApi.class.getResourceAsStream(SCHEMA)) {
            if (in == null) throw new IllegalStateException("The GraphQL bundle lacks its schema");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
