package dev.pergola.graphql.internal;

import dev.pergola.http.Answer;
import dev.pergola.http.Endpoint;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.language.Document;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Runs documents against the schema. */
final class GraphQlRunner {
    private static final int BAD_REQUEST = 400;

    private final GraphQL graphQl;
    private final Bounds bounds;
    private final ParserOptions parserOptions;
    private final LongSupplier nanos;

    private GraphQlRunner(GraphQL graphQl, Bounds bounds, LongSupplier nanos) {
        this.graphQl = graphQl;
        this.bounds = bounds;
        this.nanos = nanos;
        this.parserOptions = ParserOptions.newParserOptions()
                .captureIgnoredChars(false)
                .captureLineComments(false)
                .captureSourceLocation(true)
                .maxCharacters(bounds.characters())
                .maxTokens(bounds.tokens())
                .maxWhitespaceTokens(bounds.characters())
                .maxRuleDepth(500)
                .build();
    }

    /** For a schema, which has to fit the operations. */
    static GraphQlRunner create(String schema) {
        return create(schema, Bounds.DEFAULT, System::nanoTime);
    }

    static GraphQlRunner create(String schema, Bounds bounds, LongSupplier nanos) {
        GraphQLSchema executable =
                new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(schema), Fetchers.wiring());
        GraphQL graphQl = GraphQL.newGraphQL(executable)
                .defaultDataFetcherExceptionHandler(new Failures())
                .build();
        return new GraphQlRunner(graphQl, bounds, nanos);
    }

    /** Answers a call of the endpoint. */
    CompletionStage<Answer> execute(Endpoint.Call call) {
        MediaType wanted = MediaType.wanted(call.accept());
        GraphQlRequest request;
        try {
            request = GraphQlRequest.of(call.body());
        } catch (Problem e) {
            return CompletableFuture.completedFuture(refused(BAD_REQUEST, wanted, e));
        }
        try {
            weigh(request);
        } catch (Problem e) {
            return CompletableFuture.completedFuture(refused(status(wanted, false), wanted, e));
        } catch (InvalidSyntaxException e) {
            // Said with its place by the library, which parses again.
        }
        ExecutionInput.Builder input = ExecutionInput.newExecutionInput()
                .query(request.query())
                .locale(Locale.ENGLISH)
                .variables(request.variables())
                .graphQLContext(Map.of(
                        Session.class,
                        new Session(call.operations(), bounds, nanos),
                        ParserOptions.class,
                        parserOptions));
        if (!request.operationName().isEmpty()) input.operationName(request.operationName());
        return graphQl.executeAsync(input.build()).thenApply(result -> answer(result, wanted));
    }

    private void weigh(GraphQlRequest request) {
        if (request.query().length() > bounds.characters()) {
            throw Problem.of(
                    "query-too-long",
                    "The document is longer than the " + bounds.characters() + " characters that are taken.");
        }
        Document document = new Parser()
                .parseDocument(ParserEnvironment.newParserEnvironment()
                        .document(request.query())
                        .parserOptions(parserOptions)
                        .build());
        Cost.Weight weight = Cost.of(document, request.variables());
        if (weight.depth() > bounds.depth()) {
            throw Problem.of(
                    "query-too-deep",
                    "Fields nest " + weight.depth() + " deep, where " + bounds.depth() + " is the most.");
        }
        if (weight.cost() > bounds.cost()) {
            throw Problem.of(
                    "query-too-expensive",
                    "The document costs " + weight.cost() + ", where " + bounds.cost()
                            + " is the most: ask for fewer fields, or for shorter lists with 'first' and 'limit'.");
        }
    }

    private static Answer answer(ExecutionResult result, MediaType wanted) {
        return new Answer(status(wanted, result.isDataPresent()), wanted.value(), result.toSpecification());
    }

    /** Whether a document could be run is said by the status only to those who expect it there. */
    private static int status(MediaType wanted, boolean run) {
        return run || wanted == MediaType.JSON ? 200 : BAD_REQUEST;
    }

    private static Answer refused(int status, MediaType wanted, Problem problem) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", String.valueOf(problem.getMessage()));
        error.put("extensions", problem.extensions());
        return new Answer(status, wanted.value(), Map.of("errors", List.of(error)));
    }
}
