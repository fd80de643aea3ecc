package dev.pergola.graphql.internal;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a field failed with into an error. What is not known stays inside, under an incident id. */
final class Failures implements DataFetcherExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters parameters) {
        return CompletableFuture.completedFuture(DataFetcherExceptionHandlerResult.newResult()
                .error(error(parameters))
                .build());
    }

    private static GraphQLError error(DataFetcherExceptionHandlerParameters parameters) {
        Throwable thrown = parameters.getException();
        Throwable cause = thrown.getCause();
        Problem problem = problem(
                thrown instanceof CompletionException && cause != null ? cause : thrown,
                String.valueOf(parameters.getPath()));
        return GraphqlErrorBuilder.newError()
                .message("%s", String.valueOf(problem.getMessage()))
                .path(parameters.getPath())
                .location(parameters.getSourceLocation())
                .errorType(ErrorClassification.errorClassification("OperationFailed"))
                .extensions(problem.extensions())
                .build();
    }

    private static Problem problem(Throwable failure, String path) {
        if (failure instanceof Problem known) return known;
        String incident = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("Incident {}: the GraphQL field {} failed", incident, path, failure);
        return Problem.of(Map.of(
                "type",
                "internal-error",
                "detail",
                "Something unexpected happened; the platform's log has it under incident " + incident + ".",
                "incident",
                incident));
    }
}
