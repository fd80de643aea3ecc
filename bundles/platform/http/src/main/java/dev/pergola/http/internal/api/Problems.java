package dev.pergola.http.internal.api;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.store.StoreException;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a handler threw into what the caller sees. What it does not know stays inside, under an incident id. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** The answer to a failure. */
    public static Reply of(Throwable thrown, String operation) {
        Throwable cause = thrown.getCause();
        Throwable failure = thrown instanceof CompletionException && cause != null ? cause : thrown;
        if (failure instanceof ProblemException known) {
            Reply.Json reply = Reply.problem(known.problem());
            for (var header : known.headers().entrySet()) reply = reply.header(header.getKey(), header.getValue());
            return reply;
        }
        if (failure instanceof PluginNotFoundException missing) {
            return Reply.problem(Problem.of(ProblemType.PLUGIN_NOT_FOUND, String.valueOf(missing.getMessage())));
        }
        if (failure instanceof InvalidConfigurationException invalid) {
            return Reply.problem(Problem.of(ProblemType.INVALID_CONFIGURATION, String.valueOf(invalid.getMessage()))
                    .with("problems", invalid.problems()));
        }
        String incident = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("Incident {}: {} failed", incident, operation, failure);
        ProblemType type = failure instanceof StoreException ? ProblemType.UNAVAILABLE : ProblemType.INTERNAL_ERROR;
        String what =
                failure instanceof StoreException ? "The database did not answer" : "Something unexpected happened";
        return Reply.problem(Problem.of(type, what + "; the platform's log has it under incident " + incident + ".")
                .with("incident", incident));
    }
}
